"""Cuts what is too long for a model into windows, so that the end of a long message counts as much as its beginning."""

from __future__ import annotations

from collections.abc import Sequence


def windows(pieces: Sequence[int], room: int) -> list[Sequence[int]]:
    """At most `room` pieces each; as many windows as needed, and the last one is as full as the others."""
    if len(pieces) <= room:
        return [pieces]
    starts = [*range(0, len(pieces) - room, room), len(pieces) - room]
    return [pieces[start : start + room] for start in starts]
