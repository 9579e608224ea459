"""When a falling trend may ask a supervisor to look. Never on one message, never an answer to the customer."""

from dataclasses import dataclass

from sentiment.trend import Trend


@dataclass(frozen=True, slots=True)
class Bounds:
    """`low`: at or below it a trend is bad (-1 to 1); `fall`: by how much it must have fallen; `well`: above it an alert is over."""

    low: float = -0.35
    fall: float = 0.25
    well: float = -0.1
    messages: int = 3
    conversations: int = 1


CONVERSATION = Bounds()
CUSTOMER = Bounds(low=-0.3, fall=0.2, messages=4, conversations=2)

RAISE, STAY, CLEAR, QUIET = "raise", "stay", "clear", "quiet"


def decide(trend: Trend, standing: bool, bounds: Bounds = CONVERSATION) -> str:
    """What becomes of the alert: `raise` it, let a standing one `stay` or `clear` it, or keep `quiet`.

    Between `low` and `well` a standing alert stays, so a value that trembles around a bound rings once.
    """
    if standing:
        return CLEAR if trend.value > bounds.well else STAY
    return RAISE if _falls(trend, bounds) else QUIET


def _falls(trend: Trend, bounds: Bounds) -> bool:
    """Low, fallen, still going down with the last message, and resting on enough of them (never fewer than two)."""
    enough = trend.messages >= max(2, bounds.messages) and trend.conversations >= bounds.conversations
    return enough and trend.value <= bounds.low and trend.fallen >= bounds.fall and trend.last < 0
