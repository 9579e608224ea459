"""What turns sentences into vectors, as everybody in the server sees it. Not which model it is, nor how it is run."""

from collections.abc import Sequence
from typing import Literal, Protocol

Kind = Literal["query", "passage"]
"""What a text is to the search: a question that looks for something, or something to be found."""

E5, LIGHT, WORDS = "e5", "light", "words"
"""Names of what may be at work; any other name is a model that the desk brought along."""


class Encoder(Protocol):
    """Answers in time or not at all; who asks goes on with the words alone where it does not."""

    @property
    def name(self) -> str:
        """What is at work now: "e5", "light", the name of an own model, or "words" while there is none."""
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has; 0 while there is no model."""
        ...

    def encode(self, texts: Sequence[str], kind: Kind, deadline_s: float) -> list[list[float]] | None:
        """Return a vector of length 1 for each text, in their order; None where they are not there after so many seconds."""
        ...


class Engine(Protocol):
    """A loaded model, inside its process."""

    @property
    def name(self) -> str:
        """What it is called in the interface and beside the figures it gave."""
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers it gives for a text."""
        ...

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes the numbers stand for; none where they are a vector."""
        ...

    def encode(self, texts: Sequence[str], kind: Kind) -> list[bytes]:
        """32-bit floats for each text."""
        ...


class NoEncoder:
    """The desk without a model: always "words"."""

    name = WORDS
    dimensions = 0

    def encode(self, texts: Sequence[str], kind: Kind, deadline_s: float) -> list[list[float]] | None:
        """Nothing, at once."""
        return None
