"""The kinds of questions: CSAT 1-5, NPS 0-10, CES 1-7, a choice, free text; and what counts as good or low on each.

Neutral by form: values in rising order, nothing preselected, only the ends named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["csat", "nps", "ces", "choice", "text"]


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole numbers from `lowest` to `highest`; from `good_from` counted as good, up to `low_to` as low."""

    lowest: int
    highest: int
    good_from: int
    low_to: int
    ends: Mapping[str, tuple[str, str]]

    @property
    def values(self) -> range:
        """Every value that can be answered, lowest first."""
        return range(self.lowest, self.highest + 1)


# CSAT: share of the two best of five. NPS: promoters 9-10, detractors 0-6 (F. Reichheld, "The One Number You Need to
# Grow", Harvard Business Review 12/2003). CES: "made it easy", agreement 1-7, top three (CEB's CES 2.0, 2013).
SCALES: dict[str, Scale] = {
    "csat": Scale(
        1, 5, 4, 2, {"en": ("Very dissatisfied", "Very satisfied"), "zh": ("非常不满意", "非常满意")}
    ),
    "nps": Scale(
        0, 10, 9, 6, {"en": ("Not at all likely", "Extremely likely"), "zh": ("完全不可能", "极有可能")}
    ),
    "ces": Scale(
        1, 7, 5, 3, {"en": ("Strongly disagree", "Strongly agree"), "zh": ("非常不同意", "非常同意")}
    ),
}
