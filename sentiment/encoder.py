"""What turns messages into vectors, as this package sees it. The encoder itself lives with whoever loads the model."""

from collections.abc import Sequence
from typing import Protocol


class Encoder(Protocol):
    """Normalised sentence vectors, one for each text, all of one width."""

    @property
    def name(self) -> str:
        """Which model this is, with its version; a head only fits the encoder it was trained on."""
        ...

    def encode(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """The vectors of the texts in their order."""
        ...
