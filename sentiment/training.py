"""Makes a head from the committed messages: `python -m sentiment.training HEAD.json [ENCODER VECTORS.jsonl]`.

VECTORS.jsonl holds a line {"text": …, "vector": […]} for every message of the data files; without it the head is over words alone.
"""

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sentiment.calibration import temperature, threshold
from sentiment.errors import SentimentError
from sentiment.head import Head, dump, softmax
from sentiment.mood import LABELS
from sentiment.reading import read
from sentiment.rows import Row, training_rows
from sentiment.softmax_fit import Recipe, fit
from sentiment.surface import NAMES, surface

FOLDS = 5
ACCURACY, ACCURACY_VECTORS, LEAST = 0.85, 0.9, 0.7
"""Abstention: aim at so many right among those judged, but never judge less than this share."""
FEWEST = 10
FOR_WORDS = Recipe(rounds=40)
"""Ten values settle sooner than hundreds."""
FOR_VECTORS = Recipe(l2=0.3, rounds=80)
"""Of 0.005 to 0.6 the best in both languages on folds by author of the first 1,458 rows; the held-out rows had no say."""


def main(arguments: list[str]) -> int:
    """Train on the committed rows and write the head. Returns the exit code."""
    if len(arguments) not in {1, 3}:
        sys.stderr.write("expected HEAD.json, or HEAD.json ENCODER VECTORS.jsonl\n")
        return 2
    target, *model = arguments
    lines = Path(model[1]).read_text(encoding="utf-8").splitlines() if model else []
    records = [json.loads(line) for line in lines]
    vectors = {record["text"]: record["vector"] for record in records}
    head = train(training_rows(), vectors, model[0] if model else "")
    Path(target).write_text(dump(head), encoding="utf-8")
    sys.stdout.write(
        f"{head.rows} rows, temperature {head.temperature:.2f}, threshold {head.threshold:.2f}\n"
    )
    return 0


def train(
    rows: Sequence[Row],
    vectors: Mapping[str, Sequence[float]],
    encoder: str = "",
    recipe: Recipe | None = None,
) -> Head:
    """The head over vectors (empty: none) and surface values; temperature and threshold come from folds by author.

    Raises SentimentError where a row has no vector or a label has too few rows.
    """
    recipe = recipe or (FOR_VECTORS if encoder else FOR_WORDS)
    labels = [LABELS.index(row.label) for row in rows]
    _enough(labels)
    values = _values(rows, vectors if encoder else None)
    draft = Head(encoder, len(values[0]) - len(NAMES), NAMES, (), (), rows=len(rows), data=fingerprint(rows))
    head = _fitted(draft, values, labels, recipe)
    unseen = out_of_fold(rows, values, labels, head, recipe)
    heat = temperature(unseen, labels)
    found = [softmax(logits, heat) for logits in unseen]
    right = [found[n].index(max(found[n])) == label for n, label in enumerate(labels)]
    aim = ACCURACY_VECTORS if encoder else ACCURACY
    cut = threshold([max(row) for row in found], right, aim, LEAST)
    return replace(head, temperature=round(heat, 4), threshold=round(cut, 4))


def fingerprint(rows: Sequence[Row]) -> str:
    """The sha256 of everything a head learned from, so that data changed afterwards is noticed."""
    told = "\n".join(f"{row.lang}\t{row.label}\t{row.text}" for row in rows)
    return hashlib.sha256(told.encode()).hexdigest()


def out_of_fold(
    rows: Sequence[Row], values: list[list[float]], labels: list[int], head: Head, recipe: Recipe
) -> list[tuple[float, ...]]:
    """The logits of every row by a head that saw no message of its author."""
    logits: list[tuple[float, ...]] = [()] * len(rows)
    turns = [fold_of(row) for row in rows]
    for turn in sorted(set(turns)):
        kept = [n for n, other in enumerate(turns) if other != turn]
        part = _fitted(head, [values[n] for n in kept], [labels[n] for n in kept], recipe)
        for n, other in enumerate(turns):
            if other == turn:
                logits[n] = part.logits(values[n])
    return logits


def fold_of(row: Row) -> int:
    """The fold of a row: the same for all of one author's messages, and the same on every machine."""
    return hashlib.sha256((row.author or row.text).encode()).digest()[0] % FOLDS


def _enough(labels: list[int]) -> None:
    for place, label in enumerate(LABELS):
        if labels.count(place) < FEWEST:
            raise SentimentError("mood.too_few", expected=FEWEST, label=label, found=labels.count(place))


def _values(rows: Sequence[Row], vectors: Mapping[str, Sequence[float]] | None) -> list[list[float]]:
    if vectors is None:
        return [list(surface(row.text, read(row.text))) for row in rows]
    missing = [n for n, row in enumerate(rows, start=1) if row.text not in vectors]
    if missing:
        raise SentimentError("mood.vectors_missing", missing=len(missing), rows=len(rows), line=missing[0])
    return [[*vectors[row.text], *surface(row.text, read(row.text))] for row in rows]


def _fitted(head: Head, values: list[list[float]], labels: list[int], recipe: Recipe) -> Head:
    weights, bias = fit(values, labels, recipe)
    return replace(head, weights=tuple(map(tuple, weights)), bias=tuple(bias))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
