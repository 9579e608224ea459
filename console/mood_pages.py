"""What the page of moods and of the language model is given. Counts and plain values; no message and no customer."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ModelView:
    """The model as it stands: `stage` of the model's state, `share` in percent, `why` a sentence already filled, or empty."""

    stage: str
    name: str
    share: int
    why: str
    dimensions: int
    memory_mb: int
    restarts: int


@dataclass(frozen=True, slots=True)
class EngineRow:
    """What judged, how many, how many it could not tell, how many agents corrected; shares in percent."""

    name: str
    judged: int
    unsure: int
    unsure_share: int
    corrected: int
    error_share: float


@dataclass(frozen=True, slots=True)
class MoodPage:
    """Moods of `days` days: (label, count, share in percent) each, and the model. `feeling`: what judges moods just now."""

    template: ClassVar[str] = "settings/mood.html"
    model: ModelView
    feeling: str
    days: int
    choices: tuple[int, ...]
    judged: int
    labels: tuple[tuple[str, int, int], ...]
    engines: tuple[EngineRow, ...]
    consented: int
