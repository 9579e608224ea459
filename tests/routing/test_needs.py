"""The lines a group may serve, found from the lines' side, are those whose cover names the group."""

from __future__ import annotations

from hypothesis import given, settings

from routing import Router
from tests.routing.cast import NOON
from tests.routing.streams import QUEUES, SEEDED, Seeded, person, policy, work


@settings(max_examples=40, deadline=None, derandomize=True)
@given(SEEDED)
def test_what_a_group_serves_and_who_covers_a_line_are_the_same_relation(random: Seeded) -> None:
    made = Router(policy(random))
    for name in QUEUES:
        made.set_open(name, random.random() < 0.8, NOON)
    for n in range(20):
        made.upsert_item(work(random, f"item{n}", NOON), NOON)
        made.upsert_agent(person(random, NOON), NOON)
    matching = made._matching
    lines, needs = matching.waiting.lines, matching.waiting.needs
    for group in matching.roster.groups.all:
        served = needs.served_by(group.sample, made._book.setup)
        assert [bool(served >> line.index & 1) for line in lines] == [
            bool(matching.cover(line) >> group.index & 1) for line in lines
        ]
