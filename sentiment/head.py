"""A linear softmax head over numbers of a message: loading, saving, probabilities. Not how it is trained."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from operator import mul

from sentiment.errors import SentimentError
from sentiment.mood import LABELS

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Head:
    """Three rows of weights in the order of LABELS over `width` values of `encoder` (0 without one) and the `surface` values.

    `temperature` divides the logits before the softmax; below `threshold` the answer is "cannot tell".
    """

    encoder: str
    width: int
    surface: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]
    temperature: float = 1.0
    threshold: float = 0.0
    rows: int = 0
    data: str = ""

    def logits(self, values: Sequence[float]) -> tuple[float, ...]:
        """The raw scores of the three classes. Raises SentimentError where the number of values does not fit."""
        expected = self.width + len(self.surface)
        if len(values) != expected:
            raise SentimentError(
                "mood.head_width", expected=expected, found=len(values), encoder=self.encoder or "-"
            )
        return tuple(
            sum(map(mul, row, values)) + bias for row, bias in zip(self.weights, self.bias, strict=True)
        )

    def probabilities(self, values: Sequence[float]) -> tuple[float, float, float]:
        """The calibrated probabilities of negative, neutral, positive."""
        return softmax(self.logits(values), self.temperature)


def softmax(logits: Sequence[float], temperature: float = 1.0) -> tuple[float, float, float]:
    """Probabilities of three classes; the largest logit is taken away first, so nothing overflows."""
    highest = max(logits)
    powers = [math.exp((logit - highest) / temperature) for logit in logits]
    total = sum(powers)
    negative, neutral, positive = (power / total for power in powers)
    return negative, neutral, positive


def dump(head: Head, decimals: int = 4) -> str:
    """The head as JSON, weights rounded to so many decimals (384 values: about 10 KB)."""
    fields = asdict(head) | {
        "format": FORMAT,
        "labels": LABELS,
        "weights": [[round(weight, decimals) for weight in row] for row in head.weights],
        "bias": [round(bias, decimals) for bias in head.bias],
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True) + "\n"


def load(text: str) -> Head:
    """The head of a JSON text made by `dump`. Raises SentimentError saying what is wrong with it."""
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        raise SentimentError("mood.head_format", reason=f"JSON: {error}") from error
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise SentimentError("mood.head_format", reason=f"format {FORMAT}")
    if fields.get("labels") != list(LABELS):
        raise SentimentError("mood.head_format", reason=f"labels {', '.join(LABELS)}")
    return _checked(fields)


def _checked(fields: dict[str, object]) -> Head:
    try:
        head = Head(**{name: _tupled(fields[name]) for name in Head.__dataclass_fields__})  # type: ignore[arg-type]
        widths = {len(row) for row in head.weights}
        numbers = [
            *head.bias,
            head.temperature,
            head.threshold,
            *(weight for row in head.weights for weight in row),
        ]
        fits = (len(head.weights), len(head.bias), widths) == (3, 3, {head.width + len(head.surface)})
        finite = all(math.isfinite(number) for number in numbers) and head.temperature > 0
    except (KeyError, TypeError) as error:
        raise SentimentError("mood.head_format", reason=f"{type(error).__name__} {error}") from error
    if not (fits and finite):
        raise SentimentError("mood.head_format", reason=f"weights {len(head.weights)} x {sorted(widths)}")
    return head


def _tupled(value: object) -> object:
    return tuple(map(_tupled, value)) if isinstance(value, list) else value
