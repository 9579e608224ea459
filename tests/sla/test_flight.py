"""The flight plan: work in the order it is due, taken by the people at hand, and what will be late."""

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.calendar import Calendar
from sla.flight import Crew, Forecast, Work, flight_plan
from sla.rules import WEEKDAYS
from tests.sla.ticket import HOUR, MINUTE, OFFICE, at

ALWAYS = Calendar.from_dict({"time_zone": "UTC", "weekly": {day: [["00:00", "24:00"]] for day in WEEKDAYS}})


def work(ticket: str, due: datetime, queue: str = "repairs", minutes: int = 30, boost_s: int = 0) -> Work:
    return Work(ticket, "first_response", queue, due, minutes * MINUTE, boost_s)


def crew(*free: datetime, queues: tuple[str, ...] = ("repairs",), calendar: Calendar = OFFICE) -> Crew:
    return Crew(frozenset(queues), calendar, free)


def verdicts(plan: tuple[Forecast, ...]) -> dict[str, str]:
    return {each.ticket: each.verdict for each in plan}


def test_what_one_person_cannot_do_in_time_is_named_and_a_second_person_saves_it() -> None:
    open_work = [work(f"t{n}", at("10:40"), minutes=30) for n in range(1, 4)]
    alone = flight_plan(open_work, [crew(at("09:30"))], at("09:30"), HOUR * 2)
    assert verdicts(alone) == {"t1": "safe", "t2": "safe", "t3": "breach"}
    assert [(each.expected_at, each.margin_s, each.ahead) for each in alone][-1] == (
        at("11:00"),
        -20 * MINUTE,
        2,
    )
    both = flight_plan(open_work, [crew(at("09:30"), at("09:40"))], at("09:30"), HOUR * 2)
    assert verdicts(both) == {"t1": "safe", "t2": "safe", "t3": "safe"}


def test_work_beyond_the_horizon_is_left_out_and_overdue_work_is_in() -> None:
    open_work = [work("late", at("09:00")), work("soon", at("10:01")), work("far", at("15:00"))]
    plan = flight_plan(open_work, [crew(at("09:30"))], at("09:30"), HOUR)
    assert verdicts(plan) == {"late": "overdue", "soon": "breach"}
    assert plan[1].margin_s == -29 * MINUTE


def test_a_boost_takes_work_forward_without_changing_when_it_is_due() -> None:
    open_work = [work("a", at("10:00")), work("b", at("10:10"), boost_s=HOUR)]
    plan = flight_plan(open_work, [crew(at("09:00"))], at("09:00"), 2 * HOUR)
    assert [(each.ticket, each.ahead, each.verdict) for each in plan] == [("a", 1, "tight"), ("b", 0, "safe")]


def test_handling_goes_on_after_closing_time_only_the_next_morning() -> None:
    plan = flight_plan([work("t", at("17:00"))], [crew(at("16:45"))], at("16:40"), HOUR)
    assert plan[0].expected_at == at("09:15", 24)
    assert plan[0].verdict == "breach"


def test_a_queue_that_nobody_serves_breaches_whatever_the_others_do() -> None:
    closed = Calendar.from_dict({"time_zone": "UTC", "weekly": {}})
    crews = [crew(at("09:00"), queues=("sales",)), crew(), crew(at("09:00"), calendar=closed)]
    plan = flight_plan([work("t", at("12:00"))], crews, at("09:00"), 4 * HOUR)
    assert (plan[0].verdict, plan[0].expected_at, plan[0].margin_s) == ("breach", None, None)


def test_a_crew_with_several_queues_helps_where_it_can_begin_first() -> None:
    crews = [crew(at("12:00")), crew(at("09:30"), queues=("sales", "repairs"))]
    plan = flight_plan([work("t", at("11:00"))], crews, at("09:00"), 4 * HOUR)
    assert plan[0].expected_at == at("10:00")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 60), max_size=20), st.integers(1, 4))
def test_one_more_person_never_makes_the_last_work_end_later(jobs: list[int], people: int) -> None:
    open_work = [work(f"t{n:02}", at("09:00"), minutes=length) for n, length in enumerate(jobs)]
    ends = [
        max((each.expected_at for each in plan if each.expected_at), default=at("09:00"))
        for plan in (
            flight_plan(open_work, [crew(*[at("09:00")] * count, calendar=ALWAYS)], at("09:00"), HOUR)
            for count in (people, people + 1)
        )
    ]
    assert ends[1] <= ends[0]


def test_a_plan_survives_being_stored() -> None:
    plan = flight_plan([work("t", at("10:00"))], [crew(at("09:00"))], at("09:00"), HOUR)
    assert Forecast.from_dict(plan[0].to_dict()) == plan[0]
    assert Crew.from_dict(crew(at("09:00")).to_dict()) == crew(at("09:00"))
