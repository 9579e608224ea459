"""Fitting and training a head, with real vectors of a small encoder."""

import hashlib
from pathlib import Path

import pytest

from sentiment.errors import SentimentError
from sentiment.head import Head, dump, load
from sentiment.judge import WORDS_HEAD, Judge
from sentiment.rows import training_rows
from sentiment.softmax_fit import Recipe, fit
from sentiment.training import fingerprint, fold_of, main, train
from tests.sentiment.encoders import WIDTH, Pairs, vector

QUICK = Recipe(l2=0.01, rounds=25)
FEW = training_rows()[::6]


def test_separable_points_are_separated() -> None:
    values = [(float(x), float(y)) for x in range(-3, 4) for y in range(-3, 4) if abs(x) != abs(y)]
    labels = [0 if abs(x) < abs(y) and y < 0 else 2 if abs(x) < abs(y) else 1 for x, y in values]
    one_sided = [(v, label) for v, label in zip(values, labels, strict=True) if label != 1 or v[0] > 0]
    weights, bias = fit(
        [v for v, _ in one_sided], [label for _, label in one_sided], Recipe(l2=1e-4, rounds=300)
    )
    head = Head("", 2, (), tuple(map(tuple, weights)), tuple(bias))
    found = [max(range(3), key=head.logits(v).__getitem__) for v, _ in one_sided]
    assert found == [label for _, label in one_sided]


def test_balanced_labels_count_the_same_however_rare() -> None:
    values = [(1.0,)] * 90 + [(1.0,)] * 10
    labels = [0] * 90 + [2] * 10
    plain, balanced = (fit(values, labels, Recipe(1e-3, 200, kind))[1] for kind in (False, True))
    assert plain[0] - plain[2] > 1.5
    assert balanced[0] == pytest.approx(balanced[2], abs=0.05)


def test_a_head_over_vectors_learns_more_than_chance_and_judges_with_its_encoder() -> None:
    head = train(FEW, {row.text: vector(row.text) for row in FEW}, Pairs.name, QUICK)
    assert (head.encoder, head.width, head.rows) == (Pairs.name, WIDTH, len(FEW))
    assert 0.34 < head.threshold < 1
    found = Judge(head, Pairs()).judge([row.text for row in FEW])
    assert sum(j.leaning == row.label for j, row in zip(found, FEW, strict=True)) > 0.6 * len(FEW)


def test_an_author_never_spans_two_folds_and_every_fold_is_used() -> None:
    folds = {(row.author, fold_of(row)) for row in training_rows()}
    assert len({author for author, _ in folds}) == len(folds)
    assert {fold for _, fold in folds} == set(range(5))


def test_a_message_without_a_vector_is_named() -> None:
    with pytest.raises(SentimentError, match="have no vector") as refused:
        train(FEW, {row.text: vector(row.text) for row in FEW[1:]}, Pairs.name, QUICK)
    assert refused.value.params["line"] == 1


def test_too_few_messages_are_refused() -> None:
    with pytest.raises(SentimentError) as refused:
        train(FEW[:12], {}, "", QUICK)
    assert refused.value.code == "mood.too_few"


def test_the_committed_head_of_words_was_made_from_the_committed_messages() -> None:
    assert load(WORDS_HEAD.read_text(encoding="utf-8")).data == fingerprint(training_rows())


def test_the_script_writes_the_committed_head_again(tmp_path: Path) -> None:
    made = tmp_path / "head.json"
    assert main([str(made)]) == 0
    assert _sum(load(made.read_text())) == _sum(load(WORDS_HEAD.read_text(encoding="utf-8")))


def test_the_script_says_what_it_expects(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "HEAD.json" in capsys.readouterr().err


def _sum(head: Head) -> str:
    return hashlib.sha256(dump(head, decimals=2).encode()).hexdigest()


def test_the_committed_head_over_the_encoder_is_made_of_the_committed_messages() -> None:
    head = load((WORDS_HEAD.parent / "head_e5.json").read_text(encoding="utf-8"))
    assert (head.encoder, head.width) == ("e5", 384)
    assert head.data == fingerprint(training_rows()), "encode the messages and train again"
