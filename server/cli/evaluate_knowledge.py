"""`evaluate knowledge FILE.json`: how well articles answer questions, by words, by meaning and by both, the way the desk finds them."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import msgspec

from kb import fusion
from kb.entry import Change, Entry
from kb.evaluation import Quality, Question, evaluated, table, told_apart
from kb.fusion import Suggested
from kb.index import Index
from kb.markdown import plain
from kb.meaning import Near, Space, Vector, centred
from kb.question import asked, language_of
from server.base.clock import monotonic
from server.base.errors import Invalid
from server.base.settings import load
from server.desk.finding.matrix import stacked
from server.jobs.knowledge import packed, pieces_of
from server.models.encoder import WORDS, Encoder
from server.store.tables.knowledge import ArticleVersion

EVERYBODY = frozenset({"customer"})
DEADLINE_S = 60.0
DEPTH = 20
Way = Callable[["Asked"], list[str]]


class Article(msgspec.Struct, frozen=True):
    """An article of the file."""

    id: str
    lang: str
    title: str
    body: str
    questions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Query(msgspec.Struct, frozen=True):
    """A question of the file with the articles that answer it; none: silence is right."""

    lang: str
    text: str
    relevant: tuple[str, ...] = ()


class Task(msgspec.Struct, frozen=True):
    """The file."""

    articles: tuple[Article, ...]
    queries: tuple[Query, ...]


class Asked(NamedTuple):
    """What both rankings say to one question, and how long that took."""

    query: Query
    plain: Sequence[Suggested]
    words: Mapping[str, Sequence[Any]]
    near: Mapping[str, Sequence[Near]]
    fused: Sequence[Suggested]
    shown: bool
    ms: float


class Shelf:
    """The articles of a file as a source of the index."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def since(self, seq: int, limit: int) -> Sequence[Change]:
        """Nothing happens after the beginning."""
        return ()

    def everything(self) -> tuple[int, int, Sequence[Entry]]:
        """All of them."""
        return 1, len(self._entries), self._entries


def add(subjects: Any, model: Callable[[Any], Any]) -> None:
    """Add this subject; `model` opens the model of the settings."""
    parser = subjects.add_parser("knowledge", help="answers to questions: {articles, queries} as JSON")
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.set_defaults(action=lambda given: knowledge(given, model))


def knowledge(given: argparse.Namespace, model: Callable[[Any], Any]) -> int:
    """Ask every question of the file and print R@1, R@5, MRR by language pair for each ingredient, abstention and milliseconds."""
    task = _task(given.file)
    with tempfile.TemporaryDirectory() as folder, model(load()) as models:
        index = Index(Path(folder))
        index.catch_up(Shelf([_entry(one) for one in task.articles]))
        spaces = _spaces(task.articles, models)
        found = [_ask(index, spaces, models, one) for one in task.queries]
        index.close()
        report = _report(task, found, models.name if spaces else WORDS)
    print(json.dumps(report, ensure_ascii=False) if given.json else _told(report))
    return 0


def _task(path: Path) -> Task:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Task)
    except (OSError, msgspec.MsgspecError) as fault:
        raise Invalid("evaluate.file", path=str(path), reason=str(fault)) from fault


def _entry(one: Article) -> Entry:
    return Entry(one.id, _short(one.lang), one.title, plain(one.body), one.questions, one.tags, EVERYBODY)


def _short(language: str) -> str:
    return language.partition("-")[0].lower()


def _spaces(articles: Sequence[Article], models: Encoder) -> dict[str, Space]:
    """The passages of each language with their vectors, as the desk makes them; none without a model."""
    if models.name == WORDS:
        return {}
    names: dict[str, list[tuple[str, int]]] = {}
    vectors: dict[str, list[bytes]] = {}
    for done, one in enumerate(articles, start=1):
        text = ArticleVersion(
            article_id=one.id, number=1, title=one.title, body=one.body, questions=one.questions, by="", at=0
        )
        pieces = [piece for _, _, piece in pieces_of(text, plain(one.body))]
        made = models.encode(pieces, "passage", DEADLINE_S) or []
        language = _short(one.lang)
        names.setdefault(language, []).extend((one.id, number) for number in range(len(made)))
        vectors.setdefault(language, []).extend(packed(vector) for vector in made)
        if done % 100 == 0:
            print(f"articles: {done} of {len(articles)}", file=sys.stderr, flush=True)
    return {one: Space(one, names[one], stacked(vectors[one])) for one in names if names[one]}


def _ask(index: Index, spaces: Mapping[str, Space], models: Encoder, query: Query) -> Asked:
    begun, prefer = monotonic(), _short(query.lang)
    near: dict[str, list[Near]] = {}
    vectors = models.encode([query.text], "query", DEADLINE_S) if spaces else None
    if vectors:
        middle: Vector = spaces[own].mean if (own := language_of(query.text)) in spaces else ()
        question = centred(vectors[0], middle)
        near = {one: space.nearest(question, lambda _: True, DEPTH) for one, space in spaces.items()}
    languages = sorted(spaces)
    words = {
        one: index.search(query.text, audience=EVERYBODY, language=one, limit=DEPTH) for one in languages
    }
    codes = [one.token for one in asked(query.text) if one.kind == "code"]
    suggested = fusion.fused(words, near, codes=codes, prefer=prefer) if near else []
    took = monotonic() - begun
    hits = index.search(query.text, audience=EVERYBODY, prefer=prefer, limit=DEPTH)
    alone = fusion.by_words(hits)
    if not near:
        suggested, words, took = alone, {one.language: hits for one in hits[:1]}, monotonic() - begun
    found = fusion.evidence(suggested, words, near)
    return Asked(query, alone, words, near, suggested, fusion.trusted(found), took * 1000)


def _report(task: Task, found: Sequence[Asked], by: str) -> dict[str, Any]:
    languages = {one.id: _short(one.lang) for one in task.articles}
    ways: dict[str, Way] = {"words": lambda one: [each.article for each in one.plain]}
    if any(one.near for one in found):
        ways["meaning"] = _by_meaning
        ways["fused"] = lambda one: [each.article for each in one.fused]
    rows = {name: [_row(each) for each in _rows(found, languages, way)] for name, way in ways.items()}
    answerable = [one for one in found if one.query.relevant]
    unanswerable = [one for one in found if not one.query.relevant]
    right = [one.shown and one.fused[0].article in one.query.relevant for one in answerable]
    times = sorted(one.ms for one in found)
    shown = sum(one.shown for one in answerable)
    return {
        "model": by,
        "articles": len(task.articles),
        "queries": len(task.queries),
        "ways": rows,
        "abstention": {
            "shown": round(shown / len(answerable), 3) if answerable else None,
            "right_when_shown": round(sum(right) / shown, 3) if shown else None,
            "unanswerable": len(unanswerable),
            "unanswerable_shown": sum(one.shown for one in unanswerable),
            "auc": round(
                told_apart([_score(one) for one in answerable], [_score(one) for one in unanswerable]), 3
            ),
        },
        "ms": {"p50": round(median(times), 2), "p95": round(times[int(len(times) * 0.95)], 2)}
        if times
        else {},
    }


def _score(one: Asked) -> float:
    found = fusion.evidence(one.fused, one.words, one.near)
    if found is None:
        return 0.0
    return found.covered if found.cosine is None else found.score + max(0.0, found.margin)


def _by_meaning(one: Asked) -> list[str]:
    both = [each for near in one.near.values() for each in near]
    return [each.article for each in sorted(both, key=lambda each: -each.cosine)]


def _rows(found: Sequence[Asked], languages: Mapping[str, str], way: Way) -> list[Quality]:
    """By language of the question and of what answers it."""
    by_text = {id(one.query): one for one in found}
    pairs = []
    for one in found:
        answers = sorted({languages.get(each, "?") for each in one.query.relevant})
        group = f"{_short(one.query.lang)} > {'+'.join(answers)}"
        pairs.append((Question(group, one.query.lang, one.query.text, frozenset(one.query.relevant)), one))
    keyed = {id(question): by_text[id(one.query)] for question, one in pairs}
    return evaluated([question for question, _ in pairs], lambda question: way(keyed[id(question)]))


def _row(one: Quality) -> dict[str, Any]:
    return {
        "group": one.group,
        "n": one.n,
        "r1": round(one.first, 3),
        "r5": round(one.five, 3),
        "mrr": round(one.reciprocal, 3),
    }


def _told(report: Mapping[str, Any]) -> str:
    parts = [f"model: {report['model']}, {report['articles']} articles, {report['queries']} questions"]
    for name, rows in report["ways"].items():
        qualities = [Quality(row["group"], row["n"], row["r1"], row["r5"], row["mrr"]) for row in rows]
        parts.append(f"{name}\n{table(qualities)}")
    said = ", ".join(f"{name} {value}" for name, value in report["abstention"].items())
    times = ", ".join(f"{name} {value}" for name, value in report["ms"].items())
    return "\n\n".join([*parts, f"abstention: {said}\nmilliseconds: {times}"])
