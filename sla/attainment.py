"""How many clocks were met in time: the 80 of an 80/20 target. Counts readings; knows no intervals or charts."""

from collections.abc import Iterable
from dataclasses import dataclass

from sla.plain import Plain
from sla.reading import Reading
from sla.targets import Target


@dataclass(frozen=True, slots=True)
class Attainment(Plain):
    """Clocks met in time and failed ones; those still open or ended without an answer are counted apart."""

    met: int
    failed: int
    pending: int
    unanswered: int

    @property
    def share(self) -> float | None:
        """Met in time of all decided ones, 0 to 1; none when nothing is decided."""
        decided = self.met + self.failed
        return self.met / decided if decided else None

    def reaches(self, target: Target) -> bool | None:
        """Whether the share reaches the target's; none without a share on either side."""
        if self.share is None or target.share is None:
            return None
        return self.share >= target.share


def attainment(readings: Iterable[Reading]) -> Attainment:
    """The count over readings of one clock. A call abandoned in time is unanswered: neither met nor failed."""
    outcomes = [reading.outcome for reading in readings]
    return Attainment(*(outcomes.count(each) for each in ("met", "failed", "pending", "none")))
