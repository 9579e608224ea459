"""One relaxation step as a value. What steps do to an item is decided in `relaxation`."""

from __future__ import annotations

from dataclasses import dataclass

from routing.errors import RoutingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is asked less of after `after_s` seconds of waiting; the former step expires then.

    `drop` names skills no longer wanted, `lower` gives (skill, levels less; never below 1), `any_team` lifts the wish
    for one
    team, `widen` adds the agents of further queues, `overflow` passes the item on: the target queue's steps apply
    from then on.
    """

    after_s: int
    drop: tuple[str, ...] = ()
    lower: tuple[tuple[str, int], ...] = ()
    any_team: bool = False
    widen: tuple[str, ...] = ()
    overflow: str = ""

    def __post_init__(self) -> None:
        if self.after_s < 0:
            raise RoutingError(
                "bad_step_time",
                "0 seconds or more",
                self.after_s,
                "give the waiting time after which the step begins",
            )
        if any(by < 1 for _, by in self.lower):
            raise RoutingError(
                "bad_step_lower", "1 level or more", self.lower, "use drop to give a skill up altogether"
            )
