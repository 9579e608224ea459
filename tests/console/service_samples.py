"""One filled record for each page about the desk's promise."""

from typing import Any

from console import pages as p
from console import second_pages as w
from console import service_pages as v
from console.settings_pages import Choice, PersonRow, PersonSettings, QueueForm, RelaxRow

AT = 1_795_155_000_000
ROLES = ("agent", "supervisor", "administrator")
TEAMS = (Choice("t1", "Billing"), Choice("t2", "Repairs"))
SKILLS = (Choice("k1", "English"), Choice("k2", "中文"))
HOURS = (Choice("c1", "Shanghai"),)
WRONG = {"": "Not saved.", "name": "A name is missing."}
DAYS = tuple(v.DayRow(day, day, "09:00–18:00", ((9.0, 9.0),)) for day in ("mon", "tue"))


def service_pages() -> list[p.Page]:
    """Return one filled record of each page there is, and empty ones."""
    return [*_calendars(), *_policies(), *_lists(), *_history(), *_forms(), *_trying(), *_second()]


def _calendars() -> list[p.Page]:
    card = v.CalendarRow(
        "c1", "Shanghai", "Asia/Shanghai", (((9.0, 3.5), (13.5, 4.5)),), "CN", 2, is_default=True
    )
    day = v.ExceptionRow("2027-02-06", "2027-02-12", "6 Feb – 12 Feb", "春节", "closed", "", yearly=False)
    made = v.ExceptionRow("2027-02-14", "2027-02-14", "14 Feb", "", "open", "09:00–18:00", yearly=False)
    month = v.MonthView("Jan", (v.YearCell(4, 0, "closed", "1 Jan"), v.YearCell(5, 0, "off")))
    taken = v.ImportView(
        "CN", 2027, "", (("2027-01-01", "New Year", False), ("2027-02-14", "", True)), provisional=True
    )
    single: dict[str, Any] = {
        "id": "c1", "version": 2, "name": "Shanghai", "zone": "Asia/Shanghai", "zones": ("Asia/Shanghai",), "days": DAYS,
        "effective": "", "pending": "2027-01-01", "year": 2027, "months": (month,), "exceptions": (day, made),
        "countries": (Choice("CN", "China"),), "country": "CN", "importing": taken, "added": {"from": "2027-02-06"},
        "open_tickets": 41, "used": 2, "errors": {**WRONG, "hours.mon": "Cannot be read.", "from": "No date."},
    }  # fmt: skip
    return [
        v.CalendarsPage((card,), ("Asia/Shanghai",), "", "Asia/Shanghai", WRONG),
        v.CalendarsPage((), ("Asia/Shanghai",), "", "Asia/Shanghai", {}),
        v.CalendarPage(**single),
    ]


def _policies() -> list[p.Page]:
    row = v.PolicyRow("p1", "VIP", ("Queue is Trade",), (("first_response", "30 min"),), "London", 2, "Rest")
    step = v.StepRow("s1", "first_response", "percent", "75", "notify:team", "")
    single: dict[str, Any] = {
        "id": "p1", "version": 1, "place": 1, "places": 2, "name": "VIP", "calendar_id": "c1", "calendars": HOURS,
        "says": ("Queue is Trade",), "shadowed_by": "Rest", "ticked": {"cond.queue": ("q1",), "around": ("update",)},
        "typed": {"goal.first_response": "30 min"}, "clocks": ("first_response", "update", "answer"),
        "priorities": ("urgent", "low"), "channels": ("chat",), "queues": TEAMS, "people": TEAMS, "steps": (step, step),
        "open_tickets": 1, "errors": {**WRONG, "goal.update": "No length of time.", "step.0": "Choose."},
    }  # fmt: skip
    return [
        v.PoliciesPage((row, row), 41, {}),
        v.PoliciesPage((), 0, {}),
        v.PolicyPage(**single),
        v.PolicyPage(**{**single, "version": 0, "place": 0, "says": (), "name": ""}),
    ]


def _lists() -> list[p.Page]:
    code, none = v.CodeRow("w1", 1, "Refund", ("t1",)), v.CodeRow("", 0, "", ())
    field, blank = v.FieldRow("f1", 1, "Cause", "choice", "a\nb", ()), v.FieldRow("", 0, "", "text", "", ())
    choices = (Choice("voice", "Call"), Choice("chat", "Chat"))
    rules = tuple(
        v.RuleField(
            f"rule_{kind}",
            kind,
            f"settings.rule.{name}",
            "settings.rule.units_hint",
            texts,
            ticks,
            keys,
            TEAMS,
        )
        for kind, name, texts, ticks, keys in (
            ("calendar_id", "calendar_id", {"": "t1"}, {}, ()),
            ("span", "affinity_s", {"": "20 s"}, {}, ()),
            ("yes", "one_offer", {}, {"": ("yes",)}, ()),
            ("each", "wrap_up_s", {"voice": "30 s", "chat": "0 min"}, {}, choices),
            ("over", "interrupts", {}, {"voice": ("chat",), "chat": ()}, choices),
            ("free", "segment_boosts", {"": "vip: 10 min"}, {}, ()),
            ("queues", "wrap_up_code_queues", {}, {"": ("t1",)}, ()),
        )
    )
    return [
        v.CodesPage((code,), (field,), none, blank, TEAMS, "code-w1", WRONG),
        v.CodesPage((), (), none, blank, (), "", {}),
        v.RulesPage((("routing", rules),), 3, WRONG),
    ]


def _history() -> list[p.Page]:
    change = v.ChangeRow("Name", "VIP", "VIP and trade")
    rows = (
        v.VersionRow(3, AT, "Marta", (), (), can_return=False),
        v.VersionRow(2, AT, "Marta", (change,), (change,), can_return=True),
        v.VersionRow(1, AT, "Marta", (change,), (), can_return=True),
    )
    recent = v.RecentRow("policy", "VIP", 3, AT, "Marta", "/settings/history/policy/p1")
    return [
        v.HistoryPage("policies", "policy", "VIP", "/settings/policies/p1", 3, rows, 41, WRONG),
        v.RecentPage((recent,)),
        v.RecentPage(()),
    ]


def _forms() -> list[p.Page]:
    lin = PersonRow("u1", "Lin Wei", "lin@example.com", "agent", ("Billing",), "invited", AT)
    person = PersonSettings(
        lin,
        ("t1",),
        ROLES,
        TEAMS,
        SKILLS,
        {"skill.k1": "4", "role": "agent"},
        ("chat",),
        HOURS,
        on_call=True,
        errors=WRONG,
    )
    step = RelaxRow("60 s", "k1", "k2:1", any_team=True, widen="t1", overflow="t2")
    typed = {"name": "Billing", "team_id": "t1", "skill.k1": "2", "ratio": "1"}
    queue = QueueForm("q1", 2, typed, ("chat",), ("email",), TEAMS, SKILLS, HOURS, TEAMS, (step, step), WRONG)
    return [person, queue]


def _trying() -> list[p.Page]:
    clock = v.TriedClockRow("first_response", "30 min", AT, AT, 2)
    answer = v.Answer(
        AT, "VIP", "/settings/policies/p1", ("“Trade” does not.",), (clock,), ("Waits in Billing",), ("English 1",),
        "Lin Wei", "u1", ("Nobody else was free",), ("Earliest due first",), "", (("Kofi", ("Lacks Billing",)),),
    )  # fmt: skip
    nobody = v.Answer(AT, "", "", (), (), ("Waits in Billing",), (), "", "", (), (), "Everybody is busy", ())
    asked = {"channel": "chat", "priority": "urgent", "queue": "t1"}
    return [
        v.TryPage(TEAMS, ("chat",), ("urgent", "low"), asked, answer, {}),
        v.TryPage(TEAMS, ("chat",), ("urgent", "low"), asked, nobody, {"at": "No date."}),
        v.TryPage((), ("chat",), ("urgent", "low"), {}, None, {}),
    ]


def _second() -> list[p.Page]:
    return [
        w.CodePage(),
        w.CodePage(recovery=True, error="This code is wrong."),
        w.SecondPage(on=False),
        w.SecondPage(on=False, key="GEZD GNBV", link="otpauth://totp/x?secret=y"),
        w.SecondPage(on=True, codes=("abcde-fghij", "klmno-pqrst"), left=2, notice="account.second_on"),
    ]
