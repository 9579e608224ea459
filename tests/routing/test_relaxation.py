"""What an item asks for as it waits."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from routing import Setup, SkillSet, Step, overflow_of
from routing.relaxation import serving, stage_at, stages
from tests.routing.cast import NOON, agent, at, item, pairs, queue, router, setup

FAST = settings(max_examples=80, deadline=None, derandomize=True)


def test_steps_drop_and_lower_skills_in_their_order() -> None:
    policy = setup(
        queue("care", Step(after_s=20, lower=(("german", 1),)), Step(after_s=40, drop=("billing",)))
    )
    first, second, third = stages(item("call", {"german": 2, "billing": 1}), policy)
    assert first.requirement == SkillSet.of({"german": 2, "billing": 1})
    assert (second.start, second.requirement) == (at(20), SkillSet.of({"german": 1, "billing": 1}))
    assert (third.start, third.requirement) == (at(40), SkillSet.of({"german": 1}))
    assert [note.code for note in third.relaxed] == ["skill_lowered", "skill_dropped"]


def test_a_level_is_never_lowered_below_one() -> None:
    policy = setup(queue("care", Step(after_s=1, lower=(("german", 9),))))
    assert stages(item("call", {"german": 3}), policy)[-1].requirement == SkillSet.of({"german": 1})


def test_a_step_begins_at_its_very_second() -> None:
    staged = stages(item("call", {"german": 1}), setup(queue("care", Step(after_s=20, drop=("german",)))))
    assert stage_at(staged, at(20) - 1) == (staged[0], at(20))
    assert stage_at(staged, at(20)) == (staged[1], None)


def test_work_that_came_while_closed_is_relaxed_from_the_opening_on() -> None:
    policy = setup(queue("care", Step(after_s=20, drop=("german",))))
    assert stages(item("mail", {"german": 1}, relax_from=at(3600)), policy)[1].start == at(3620)


def test_the_items_own_steps_replace_those_of_the_queue() -> None:
    policy = setup(queue("care", Step(after_s=20, drop=("german",))))
    assert len(stages(item("call", {"german": 1}, steps=()), policy)) == 1


def test_a_team_is_wished_for_until_a_step_lifts_it() -> None:
    policy = setup(queue("care", Step(after_s=5, any_team=True)))
    before, after = stages(item("call", team="north"), policy)
    assert (before.team, after.team) == ("north", "")


def test_after_overflow_the_other_queues_steps_count_from_there() -> None:
    policy = setup(
        queue("care", Step(after_s=30, overflow="back")), queue("back", Step(after_s=10, drop=("german",)))
    )
    staged = stages(item("call", {"german": 1}), policy)
    assert [stage.start for stage in staged] == [NOON, at(30), at(40)]
    assert staged[1].queues == ("care", "back")
    assert staged[2].requirement == SkillSet()


def test_overflow_in_a_circle_ends() -> None:
    policy = setup(
        queue("care", Step(after_s=1, overflow="back")), queue("back", Step(after_s=1, overflow="care"))
    )
    staged = stages(item("call"), policy)
    assert staged[-1].queues == ("care", "back")
    assert staged[-1].relaxed[-1].code == "overflow_refused"


def test_hops_already_made_count_against_the_bound() -> None:
    policy = setup(queue("care", Step(after_s=1, overflow="back")), queue("back"), max_hops=2)
    assert stages(item("call", hops=1), policy)[-1].queues == ("care", "back")
    assert stages(item("call", hops=2), policy)[-1].queues == ("care",)


def test_a_closed_queue_is_served_by_the_open_one_it_points_to() -> None:
    policy = setup(queue("care", closed_to="night"), queue("night"))
    assert serving(("care",), set(), policy)[0] == {"care"}
    found, moved = serving(("care",), {"care"}, policy)
    assert found == {"night"}
    assert [note.code for note in moved] == ["closed_overflow"]
    assert serving(("care",), {"care", "night"}, policy)[0] == frozenset()


def test_closed_queues_that_point_at_each_other_do_not_go_on_for_ever() -> None:
    policy = setup(queue("care", closed_to="night"), queue("night", closed_to="care"))
    assert serving(("care",), {"care", "night"}, policy) == (frozenset(), ())


NAMES = ("care", "back", "night")
STEP = st.builds(
    Step,
    after_s=st.integers(0, 60),
    drop=st.sampled_from([(), ("german",)]),
    lower=st.sampled_from([(), (("german", 1),)]),
    widen=st.sampled_from([(), ("night",)]),
    overflow=st.sampled_from(["", *NAMES]),
)
POLICIES = st.builds(
    lambda steps, hops: setup(*(queue(n, *s) for n, s in zip(NAMES, steps, strict=True)), max_hops=hops),
    st.lists(st.lists(STEP, max_size=3), min_size=3, max_size=3),
    st.integers(0, 3),
)


@FAST
@given(POLICIES, st.integers(0, 3))
def test_stages_are_finite_ordered_and_only_ever_ask_less(policy: Setup, hops: int) -> None:
    staged = stages(item("call", {"german": 3}, hops=hops), policy)
    for before, after in pairwise(staged):
        assert before.start <= after.start
        assert before.requirement.covers(after.requirement)
        assert set(before.queues) <= set(after.queues)
        assert after.relaxed[: len(before.relaxed)] == before.relaxed
        assert before.hops <= after.hops <= max(hops, policy.max_hops)


def test_an_overflow_is_told_until_the_item_has_made_it() -> None:
    policy = setup(
        queue("care", Step(after_s=30, drop=("german",)), Step(after_s=40, overflow="back")), queue("back")
    )
    waiting = item("call", {"german": 1})
    made = router(policy, waiting)
    assert made.overflows(at(39)) == []
    (due,) = made.overflows(at(50))
    assert (due.item, due.queue, due.former, due.start, due.hops) == ("call", "back", ("care",), at(40), 1)
    assert due.requirement == SkillSet.of({})
    assert overflow_of(waiting, policy, at(39)) is None
    made.upsert_item(replace(waiting, queue="back", hops=1, requirement=due.requirement), at(50))
    assert made.overflows(at(50)) == []


def test_work_in_a_hand_overflows_no_more() -> None:
    policy = setup(queue("care", Step(after_s=40, overflow="back")), queue("back"))
    made = router(policy, agent("lin"), item("call"))
    assert pairs(made) == [("call", "lin")]
    assert made.overflows(at(50)) == []
