"""People alike form one group; a wish is covered by the groups that could serve it."""

from __future__ import annotations

from routing import Agent, Item
from routing.book import Book
from routing.filing import file
from routing.groups import Groups
from routing.masks import members
from tests.routing.cast import agent, item, queue, setup

POLICY = setup(queue("care"), queue("sales"))


def covered(wish: Item, *people: Agent) -> list[int]:
    groups = Groups(POLICY)
    for person in people:
        groups.of(person)
    return list(members(groups.cover(file(wish, Book(POLICY)).wish)))


def test_people_who_differ_only_in_presence_are_one_group() -> None:
    groups = Groups(POLICY)
    assert groups.of(agent("Lin", {"german": 1})) is groups.of(agent("Kofi", {"german": 1}, presence="away"))
    assert groups.of(agent("Lin")) is not groups.of(agent("Kofi", capacity=2))


def test_a_wish_is_covered_by_level_queue_team_and_room() -> None:
    people = [
        agent("Lin", {"german": 2}, team="north"),
        agent("Kofi", {"german": 1}, team="north"),
        agent("Marta", {"german": 3}),
        agent("Sam", {"german": 3}, team="north", queues=frozenset({"sales"})),
        agent("Ann", {"german": 3}, team="north", capacity=2),
    ]
    assert covered(item("call", {"german": 2}, team="north"), *people) == [0]
    assert covered(item("call", {"german": 2}), *people) == [0, 2]
    assert covered(item("chat", {"german": 2}, channel="chat"), *people) == [0, 2, 4]
    assert covered(item("call", {"german": 2}, queue="sales"), *people) == [3]


def test_a_kind_of_work_seen_after_the_people_is_covered_as_well() -> None:
    groups = Groups(POLICY)
    groups.of(agent("Lin"))
    wish = file(item("call"), Book(POLICY)).wish
    assert groups.cover(wish) == 0b1
    groups.of(agent("Kofi", capacity=9))
    assert groups.cover(wish) == 0b11
