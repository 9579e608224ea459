"""Finding articles for a question among 10,000, beside the same among the demo's own: words and cosines, without the encoder's 10 ms."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kb import fusion
from kb.entry import Change, Entry
from kb.index import Index
from kb.meaning import Plain, Space, centred
from server.bench.measure import Figure, percentile
from server.desk.finding.matrix import stacked
from server.jobs.knowledge import packed
from server.simulation.demo.knowledge import told

ARTICLES, ASKED, WIDTH, PASSAGES = 10_000, 200, 384, 3
MOST_MS = 50.0
EVERYBODY = frozenset({"customer"})
LANGUAGES = ("en", "zh")


class Shelf:
    """Articles as a source of an index."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries

    def since(self, seq: int, limit: int) -> Sequence[Change]:
        """Nothing happens after the beginning."""
        return ()

    def everything(self) -> tuple[int, int, Sequence[Entry]]:
        """All of them."""
        return 1, len(self._entries), self._entries


def figures(articles: int = ARTICLES, asked: int = ASKED, width: int = WIDTH) -> Iterator[Figure]:
    """Yield the 95th percentile of a question's CPU among so many articles, beside the demo's own number."""
    known = [
        Entry(f"{one.key}.{one.language}", one.language, one.title, one.body, one.questions, one.tags)
        for one in told()
    ]
    questions = [one.questions[0] for one in known if one.questions][:asked]
    few = percentile(_asked(known, questions, width), 0.95)
    many = percentile(_asked(_varied(known, articles), questions, width), 0.95)
    name = f"articles for a question among {articles:,}"
    yield Figure(
        name, many * 1000, few * 1000, "ms", many / few, f"p95 < {MOST_MS:.0f} ms", many * 1000 < MOST_MS
    )


def _varied(known: Sequence[Entry], wanted: int) -> list[Entry]:
    """Return so many articles: each with some words of another one, and a word of its own."""
    chance = random.Random(7)  # noqa: S311 - a repeatable workload
    found: list[Entry] = []
    while len(found) < wanted:
        one, other = known[len(found) % len(known)], chance.choice(known)
        at = chance.randrange(max(1, len(other.body) - 80))
        body = f"{one.body} {other.body[at : at + 80]} X{len(found)}"
        found.append(replace(one, id=f"n{len(found)}", body=body))
    return found


def _asked(entries: Sequence[Entry], questions: Sequence[str], width: int) -> list[float]:
    """Return the CPU seconds of each question."""
    chance = random.Random(9)  # noqa: S311 - a repeatable workload
    with tempfile.TemporaryDirectory() as folder:
        index = Index(Path(folder))
        index.catch_up(Shelf(entries))
        spaces = {one: _space(one, entries, width, chance) for one in LANGUAGES}
        took = [_one(index, spaces, text, _vector(width, chance)) for text in questions]
        index.close()
    return took


def _space(language: str, entries: Sequence[Entry], width: int, chance: random.Random) -> Space:
    names = [(one.id, place) for one in entries if one.language == language for place in range(PASSAGES)]
    pool = [packed(_vector(width, chance)) for _ in range(500)]
    rows = [pool[place % len(pool)] for place in range(len(names))]
    return Space(language, names, stacked(rows) if rows else Plain(()))


def _vector(width: int, chance: random.Random) -> list[float]:
    return centred([chance.gauss(0, 1) for _ in range(width)], ())


def _one(index: Index, spaces: dict[str, Space], text: str, vector: list[float]) -> float:
    began = time.thread_time()
    words = {one: index.search(text, audience=EVERYBODY, language=one, limit=20) for one in LANGUAGES}
    near = {one: space.nearest(centred(vector, space.mean), lambda _: True) for one, space in spaces.items()}
    fusion.evidence(fusion.fused(words, near), words, near)
    return time.thread_time() - began
