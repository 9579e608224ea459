"""Questions that found no answer, put together when they ask the same, ranked by how much work an answer would save."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kb.question import asked

Weights = dict[str, float]
SHARED = 0.6
"""So much of the shorter question must be in the other one, by weight, for both to ask the same."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question or solved ticket: `seconds` of work it cost or would have cost."""

    id: str
    text: str
    language: str
    seconds: int
    kind: str = "search"


@dataclass(slots=True)
class Cluster:
    """Questions that ask the same; `text` is how it was put most often."""

    language: str
    asks: list[Ask] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The most frequent wording, of equal ones the shortest."""
        counts = Counter(one.text for one in self.asks)
        return min(counts, key=lambda text: (-counts[text], len(text), text))

    @property
    def seconds(self) -> int:
        """Volume times handling time."""
        return sum(one.seconds for one in self.asks)

    def count(self, kind: str) -> int:
        """How many of a kind."""
        return sum(one.kind == kind for one in self.asks)


def clusters(asks: Iterable[Ask]) -> list[Cluster]:
    """The questions put together, those that cost most first. Each joins the cluster whose first question it shares most with."""
    found: list[tuple[Cluster, Weights]] = []
    by_token: dict[tuple[str, str], list[int]] = {}
    for ask in asks:
        mine = _weights(ask.text)
        near = {place for token in mine for place in by_token.get((ask.language, token), ())}
        best = max(sorted(near), key=lambda place: _shared(mine, found[place][1]), default=None)
        if best is None or _shared(mine, found[best][1]) < SHARED:
            best = len(found)
            found.append((Cluster(ask.language), mine))
            for token in mine:
                by_token.setdefault((ask.language, token), []).append(best)
        found[best][0].asks.append(ask)
    return sorted((one for one, _ in found), key=lambda one: (-one.seconds, -len(one.asks), one.text))


def similar(text: str, others: Sequence[str]) -> int | None:
    """The place of the first of the others that asks the same."""
    mine = _weights(text)
    for place, other in enumerate(others):
        if _shared(mine, _weights(other)) >= SHARED:
            return place
    return None


def _weights(text: str) -> Weights:
    return {one.token: one.weight for one in asked(text)}


def _shared(mine: Weights, other: Weights) -> float:
    """What both ask, as a share of the shorter one, by weight."""
    common = sum(min(weight, other[token]) for token, weight in mine.items() if token in other)
    least = min(sum(mine.values()), sum(other.values()))
    return common / least if least else 0.0
