"""What a judgement is: three classes or "cannot tell", how sure, and where the deciding phrase stands. Not how it is made."""

from dataclasses import dataclass

NEGATIVE, NEUTRAL, POSITIVE = "negative", "neutral", "positive"
LABELS = (NEGATIVE, NEUTRAL, POSITIVE)
"""The order of every list of three in this package: weights, probabilities, confusion."""

WORDS = "words"
"""The engine's name when no encoder is at work."""


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets in characters (Python code points) of the message, end excluded. Never a copy of the words."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """The mood of one message; `label` is None for "cannot tell" and `leaning` then names the likeliest class."""

    label: str | None
    leaning: str
    probabilities: tuple[float, float, float]
    span: Span | None
    engine: str

    @property
    def confidence(self) -> float:
        """The probability of the likeliest class, 1/3 to 1."""
        return max(self.probabilities)

    @property
    def score(self) -> float:
        """From -1 (surely negative) to 1 (surely positive): the difference of the two probabilities."""
        return self.probabilities[2] - self.probabilities[0]
