"""The judgement of messages: a head over an encoder where there is one, over the lexicon alone otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sentiment.clauses import clauses
from sentiment.encoder import Encoder
from sentiment.head import Head, load
from sentiment.mood import LABELS, NEUTRAL, WORDS, Judgement, Span
from sentiment.reading import Reading, deciding, read
from sentiment.surface import surface

WORDS_HEAD = Path(__file__).parent / "data" / "head_words.json"
MOST_CLAUSES = 12
"""Of a longer message only so many clauses, spread evenly, are compared to find the deciding one."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges messages; without an encoder its head must be one trained on the surface values alone."""

    head: Head
    encoder: Encoder | None = None

    @property
    def engine(self) -> str:
        """What is at work: the encoder's name, or `words`."""
        return self.encoder.name if self.encoder else WORDS

    def judge(self, texts: Sequence[str]) -> tuple[Judgement, ...]:
        """One judgement for each text. Raises SentimentError where encoder and head do not fit."""
        readings = [read(text) for text in texts]
        found = self._probabilities(texts, readings)
        return tuple(
            self._judgement(text, reading, probabilities)
            for text, reading, probabilities in zip(texts, readings, found, strict=True)
        )

    def _probabilities(
        self, texts: Sequence[str], readings: Sequence[Reading]
    ) -> list[tuple[float, float, float]]:
        vectors = self.encoder.encode(texts) if self.encoder and texts else [()] * len(texts)
        rows = zip(texts, readings, vectors, strict=True)
        return [self.head.probabilities((*vector, *surface(text, reading))) for text, reading, vector in rows]

    def _judgement(self, text: str, reading: Reading, probabilities: tuple[float, float, float]) -> Judgement:
        leaning = LABELS[max(range(3), key=probabilities.__getitem__)]
        sure = max(probabilities) >= self.head.threshold and bool(text.strip())
        span = self._decided(text, reading, leaning) if sure and leaning != NEUTRAL else None
        return Judgement(leaning if sure else None, leaning, probabilities, span, self.engine)

    def _decided(self, text: str, reading: Reading, label: str) -> Span | None:
        """The clause that by itself speaks most for the label, narrowed to the word of feeling inside it."""
        if self.encoder is None:
            return deciding(reading.words, label)
        parts = clauses(text) or (Span(0, len(text)),)
        parts = parts[:: -(-len(parts) // MOST_CLAUSES)]
        best = parts[0] if len(parts) == 1 else self._loudest(text, parts, label)
        inside = tuple(word for word in reading.words if best.start <= word.start < word.end <= best.end)
        return deciding(inside, label) or best

    def _loudest(self, text: str, parts: Sequence[Span], label: str) -> Span:
        pieces = [text[part.start : part.end] for part in parts]
        found = self._probabilities(pieces, [read(piece) for piece in pieces])
        return parts[max(range(len(parts)), key=lambda n: found[n][LABELS.index(label)])]


@cache
def words_judge() -> Judge:
    """The last resort: the committed head over the lexicon, without any model."""
    return Judge(load(WORDS_HEAD.read_text(encoding="utf-8")))
