"""How texts sound, by the best that is at work: the encoder with its head, or the words alone. Knows no ticket and no customer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import sentiment
from sentiment.head import Head, load
from sentiment.judge import Judge, words_judge
from sentiment.mood import LABELS, WORDS, Judgement
from sentiment.reading import deciding, read
from server.models.encoder import E5, Encoder, NoEncoder

log = logging.getLogger(__name__)
HEADS = {E5: Path(sentiment.__file__).parent / "data" / "head_e5.json"}
"""Which encoder has a head of its own; for any other the words alone judge."""


SURE = 0.6
"""What a classifier of one's own must claim at least; nobody has calibrated it here."""


class Late(Exception):
    """The encoder did not answer in time."""


class InTime:
    """The server's encoder as the mood rules want it: asked for questions, and raising where no answer comes."""

    def __init__(self, encoder: Encoder, deadline_s: float) -> None:
        self._encoder = encoder
        self._deadline_s = deadline_s
        self.name = encoder.name

    def encode(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """The vectors. Raises Late."""
        found = self._encoder.encode(texts, "query", self._deadline_s)
        if found is None:
            raise Late
        return found


class Feelings:
    """Judges texts with what is there at this moment; `at_work` names it."""

    def __init__(self, encoder: Encoder, classifier: Encoder | None = None) -> None:
        self._encoder = encoder
        self._classifier = classifier or NoEncoder()

    @property
    def at_work(self) -> str:
        """What would judge now: the encoder's name, or "words"."""
        if self._classifier.name != WORDS:
            return self._classifier.name
        return self._encoder.name if self._encoder.name in HEADS else WORDS

    def judge(self, texts: Sequence[str], deadline_s: float) -> tuple[Judgement, ...]:
        """One judgement for each text, each saying by what it was made. `deadline_s` bounds each question to the encoder."""
        name = self.at_work
        if name == self._classifier.name != WORDS:
            scores = self._classifier.encode(texts, "query", deadline_s)
            if scores is not None:
                return tuple(_of_scores(text, row, name) for text, row in zip(texts, scores, strict=True))
            name = WORDS
        if name != WORDS:
            try:
                return Judge(head(name), InTime(self._encoder, deadline_s)).judge(texts)
            except Late:
                log.warning(
                    "the model did not answer in %g s; the words alone judged %d texts",
                    deadline_s,
                    len(texts),
                )
        return words_judge().judge(texts)


def _of_scores(text: str, scores: Sequence[float], engine: str) -> Judgement:
    """A classifier's probabilities as a judgement; the phrase is the word of feeling that speaks for it most."""
    negative, neutral, positive = scores
    probabilities = (negative, neutral, positive)
    leaning = LABELS[max(range(3), key=probabilities.__getitem__)]
    sure = max(probabilities) >= SURE
    span = deciding(read(text).words, leaning) if sure else None
    return Judgement(leaning if sure else None, leaning, probabilities, span, engine)


@cache
def head(name: str) -> Head:
    """The committed head over an encoder."""
    return load(HEADS[name].read_text(encoding="utf-8"))
