"""The page of the laboratory: what it is given. Not the running of days."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class LabPage:
    """The laboratory. `data`: JSON for its script: scenarios by name, limits, and the words it says."""

    template: ClassVar[str] = "lab.html"
    data: str
