"""The fallback without any model: adds up words of feeling under negation, intensity and contrast. Knows no irony."""

from dataclasses import dataclass, replace
from itertools import pairwise

from sentiment.clauses import clauses
from sentiment.folding import fold
from sentiment.lexicon import CONCESSION, CONTRAST, FEELING, HARM, INTENSITY, NEGATION, Hit, find
from sentiment.mood import NEGATIVE, NEUTRAL, POSITIVE, Span

DECIDES_AT = 0.3
"""A score beyond this, either way, is a mood; between them the message is neutral."""
YIELDED = 0.35
"""What is left of words before a contrast ("nice, but …") or inside a concession ("虽然…")."""
ASKED = 0.4
"""What is left of words inside a question: "where do I file a complaint?" complains about nothing."""
REACH = {NEGATION: 28, INTENSITY: 10}
"""How many characters before a word its negation or intensity may stand in Latin script; in Chinese a quarter of it."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A word of feeling with what the rules around it made of its weight."""

    start: int
    end: int
    weight: float
    negated: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """`score` from -1 to 1, the label it gives, and the clause part that weighed most on the deciding side (None: neutral)."""

    label: str
    score: float
    span: Span | None
    words: tuple[Weighed, ...]
    asked: int
    contrasts: int


def read(text: str) -> Reading:
    """Read one message of either language, or of both mixed."""
    folded = fold(text)
    hits = find(folded)
    turns = tuple(hit.start for hit in hits if hit.entry.kind in {CONTRAST, CONCESSION})
    spans = clauses(text, turns)
    words = tuple(
        word for n, span in enumerate(spans) for word in _clause(folded, span, hits, _later(spans[n:], hits))
    )
    total = sum(word.weight for word in words)
    score = total / (abs(total) + 2)
    label = NEGATIVE if score < -DECIDES_AT else POSITIVE if score > DECIDES_AT else NEUTRAL
    asked = sum(_asks(folded, span) for span in spans)
    return Reading(label, score, deciding(words, label), words, asked, len(turns))


def deciding(words: tuple[Weighed, ...], label: str) -> Span | None:
    """The place of the word that weighed most for the label, with its negation; None where nothing speaks for it."""
    side = {NEGATIVE: -1, POSITIVE: 1}.get(label, 0)
    best = max(words, key=lambda word: side * word.weight, default=None)
    return Span(best.start, best.end) if best and side * best.weight > 0 else None


def _later(spans: tuple[Span, ...], hits: tuple[Hit, ...]) -> bool:
    """Whether a clause after the first of these opens with a word of contrast and says something of its own."""
    opens = {hit.start for hit in hits if hit.entry.kind == CONTRAST}
    return any(span.start in opens for span in spans[1:])


def _clause(folded: str, span: Span, hits: tuple[Hit, ...], yields: bool) -> list[Weighed]:
    inside = [hit for hit in hits if span.start <= hit.start < span.end]
    conceded = any(hit.entry.kind == CONCESSION for hit in inside)
    factor = (YIELDED if yields or conceded else 1.0) * (ASKED if _asks(folded, span) else 1.0)
    found = [_weighed(folded, inside, n) for n, hit in enumerate(inside) if hit.entry.kind in {FEELING, HARM}]
    return [replace(word, weight=word.weight * factor) for word in found]


def _asks(folded: str, span: Span) -> bool:
    return folded[span.end - 1] in "?？" or folded[span.start : span.end].endswith(("吗", "呢", "么"))


def _weighed(folded: str, inside: list[Hit], place: int) -> Weighed:
    """Step back from the word over intensities and negations; stop at any other word of feeling or out of reach."""
    hit = inside[place]
    weight, start, negations = hit.entry.weight, hit.start, 0
    for nearer, other in pairwise([hit, *reversed(inside[:place])]):
        if not _near(folded, other, nearer):
            break
        if other.entry.kind == INTENSITY:
            weight, start = weight * other.entry.weight, other.start
        elif other.entry.kind == NEGATION:
            negations, start = negations + 1, other.start
    if negations % 2:
        # "not bad" is milder praise than "not good" is blame.
        weight *= -0.9 if weight > 0 else -0.6
    return Weighed(start, hit.end, weight, bool(negations))


def _near(folded: str, other: Hit, nearer: Hit) -> bool:
    between = folded[other.end : nearer.start]
    reach = REACH.get(other.entry.kind, -1)
    return len(between) <= (reach if between.isascii() else reach // 4)
