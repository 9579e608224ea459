"""The state as bytes."""

from __future__ import annotations

import pytest

from routing import Affinity, Boost, Router, RoutingError, Step
from tests.routing.cast import NOON, agent, at, holding, item, queue, router, setup


def full() -> Router:
    steps = (Step(after_s=5, drop=("german",), lower=(("billing", 1),), widen=("care",), overflow="sales"),)
    call = item(
        "call",
        {"german": 1, "billing": 2},
        boosts=(Boost("mood", 3),),
        affinity=Affinity("Lin", at(3)),
        declined_by=frozenset({"Kofi", "Ann"}),
        steps=steps,
    )
    policy = setup(queue("care"), queue("sales"), order="ratio")
    made = router(policy, call, holding("of Lin", "Lin"), agent("Lin", {"german": 2}, limits=(("chat", 2),)))
    made.upsert_item(item("served", queue="sales"), NOON)
    made.upsert_agent(agent("Kofi", queues=frozenset({"sales"})), NOON)
    made.set_open("care", False, NOON)
    assert len(made.decide(NOON)) == 1
    return made


def test_everything_survives_and_equal_states_give_equal_bytes() -> None:
    made = full()
    again = Router.rebuild(setup(queue("care"), queue("sales"), order="ratio"), made.snapshot())
    assert again.snapshot() == made.snapshot()
    assert (again.item("call"), again.agent("Lin")) == (made.item("call"), made.agent("Lin"))
    assert again.next_wake(NOON) == made.next_wake(NOON) == at(5)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"shape":1}', b'{"shape":99}', b"\xff", b'{"shape":1,"now":"x"}']
)
def test_bytes_that_are_no_snapshot_are_refused(data: bytes) -> None:
    with pytest.raises(RoutingError) as caught:
        Router.rebuild(setup(), data)
    assert caught.value.code == "bad_snapshot"


def test_a_snapshot_that_names_a_queue_now_gone_is_refused_by_that_name() -> None:
    with pytest.raises(RoutingError, match="unknown_queue"):
        Router.rebuild(setup(queue("care")), full().snapshot())
