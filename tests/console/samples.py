"""One filled record per page, for tests that draw every page."""

from console import lab_pages as lab
from console import macro_pages as m
from console import pages as p
from console import settings_pages as s
from console.notices_pages import NoticeRow, NoticesPage
from tests.console.knowledge_samples import knowledge_pages
from tests.console.mood_samples import mood_pages
from tests.console.service_samples import service_pages
from tests.console.survey_samples import survey_pages

AT = 1_795_155_000_000
MARTA = p.Me("u2", "Marta Nowak", "marta@example.com", "administrator")
TEAMS = (s.Choice("t1", "Billing"), s.Choice("t2", "Repairs"))
LIN = s.PersonRow("u1", "Lin Wei", "lin@example.com", "agent", ("Billing",), "invited", AT)
QUEUE = s.QueueRow("q1", "Billing", "Billing", ("chat", "voice"), (("English", 2),), ("email",), 20, 120, 3)


def frame(lang: str = "en", theme: p.Theme = "auto", me: p.Me | None = MARTA) -> p.Frame:
    """Return a frame of the invented desk."""
    return p.Frame(lang, theme, "Spruce Home", "Asia/Shanghai", "/", me)


def _macros() -> list[p.Page]:
    refund = m.MacroRow("m1", 2, "refund", "Dear {{first_name}}", "您好", ("t1",))
    blank = m.MacroRow("", 0, "", "", "", ())
    return [
        m.MacrosPage((refund,), blank, TEAMS, "m1", {"name": "Taken"}),
        m.MacrosPage((), blank, (), "-", {}),
    ]


def every_page() -> list[p.Page]:
    """Return one filled record of each page there is."""
    return [
        *_macros(),
        lab.LabPage('{"scenarios": [], "words": {}, "days": 10}'),
        p.LoginPage("lin@example.com", "login_failed", "auth.signed_out", "/console", _demo()),
        p.ForgotPage("lin@example.com", sent=True),
        p.PasswordPage("invite", "lin@example.com", "Lin Wei"),
        p.PasswordPage("reset", "lin@example.com", "Lin Wei"),
        p.OutboxPage((p.Mail("m1", "lin@example.com", "Hello", AT, "Text", ("http://127.0.0.1/x",)),)),
        NoticesPage((NoticeRow("Lin whispered", AT, False, "/console"),), "more", True, ("22:00", "07:00")),
        NoticesPage((), "", False, ("", "")),
        p.OutboxPage(()),
        p.ErrorPage(404, "not_found"),
        p.ConsolePage("{}"),
        p.BoardPage("{}"),
        p.WallPage("{}"),
        p.DirectoryPage("林", (_customer(),), "next"),
        p.DirectoryPage("nobody", ()),
        p.AccountPage(notice="account.saved"),
        *_settings(),
        *survey_pages(),
        *service_pages(),
        *mood_pages(),
        *knowledge_pages(),
    ]


def _settings() -> list[p.Page]:
    roles = ("agent", "supervisor", "administrator")
    allowed = {role: frozenset({"tickets.open"}) for role in roles}
    key = s.KeyRow("a1", "Shop", ("read", "events"), AT, revoked=False)
    return [
        s.PeopleSettings((LIN,), roles, TEAMS, notice="settings.invited"),
        s.TeamSettings((s.TeamRow("t1", "Billing", ("Lin Wei", "Kofi"), ("Billing",)),)),
        s.RoleSettings(roles, ("tickets.open",), allowed),
        s.SkillSettings((s.SkillRow("k1", "English", 4, ("Billing",)),)),
        s.QueueSettings((QUEUE,), TEAMS),
        s.KeySettings((key,), ("read", "write", "events", "admin"), "desk_ab_secret"),
        s.AuditSettings((s.AuditRow(7, AT, "Marta", "customer.viewed", "c1"),), "6", verified=True),
        s.WidgetSettings("<script src=x>", "Hi", ("https://shop.example.com",), "q1", TEAMS),
    ]


def _demo() -> tuple[p.DemoLogin, ...]:
    return (p.DemoLogin("Lin Wei", "agent", "lin@example.com", "demo-lin-2026"),)


def _customer() -> p.CustomerRow:
    ids = (("phone", "138 •••• 0142", True), ("email", "l•••@example.com", False))
    return p.CustomerRow("c1", "林晓雯", "云杉", "zh", ids, 2, AT)
