"""One filled record of each page of surveys: as customers see them, as editors write them, as supervisors read them."""

from __future__ import annotations

from console import survey_pages as v
from console import survey_reports as r
from console import survey_settings as w
from console.pages import Page
from console.settings_pages import Choice

AT = 1_795_155_000_000
ENDS = ("Low", "High")
RULES: dict[str, int | bool | str] = {
    "version": 1,
    "budget": 2,
    "window_days": 90,
    "cool_down_days": 14,
    "quiet_from": "21:00",
    "quiet_to": "09:00",
    "minimum_answers": 5,
    "respond_within_hours": 24,
    "low_csat": 2,
    "low_nps": 6,
    "low_ces": 3,
    "on_sad_comment": True,
    "boost_s": 600,
    "digest": False,
}
QUESTIONS = (
    v.Asked("csat", "csat", "How was it?", tuple(range(1, 6)), required=True, chosen=4, problem="Choose."),
    v.Asked("nps", "nps", "Recommend us?", tuple(range(11)), ends=ENDS),
    v.Asked("ces", "ces", "It was easy", tuple(range(1, 8)), ends=ENDS),
    v.Asked("why", "choice", "Why?", (0, 1), ("Slow", "<b>Rude</b>")),
    v.Asked("words", "text", "Anything else?", chosen="<script>", problem="Too long."),
)


def survey_pages() -> list[Page]:
    """Return the pages."""
    return [*_customers(), *_editors(), *_supervisors()]


def _customers() -> list[Page]:
    return [
        v.SurveyPage("Mei", "Chat with Lin", QUESTIONS, "/s/x", "/s/x?lang=zh", problem="Look at: <it>"),
        v.SurveyPage("", "A preview", QUESTIONS, "/settings/surveys/s/preview", "", preview=True),
        v.ThanksPage("Mei", "We read it.", "/s/x/thanks?lang=zh", "/s/x"),
        v.ThanksPage("", "", "", case=1042, by=AT),
        v.StopPage("/s/x/stop?lang=zh"),
        v.StopPage("", done=True),
        v.OverPage("This survey has ended."),
    ]


def _editors() -> list[Page]:
    line = w.SurveyLine("s1", "After solving", True, 2, ("solved",), 50, ("Billing",), 1, 40, 12, 3)
    branches = (w.BranchFields("1, 2", "end"), w.BranchFields())
    questions = (
        w.QuestionFields("csat", "csat", "How?", "如何？", required=True, branches=branches),
        w.QuestionFields("why", "choice", "Why?", "", "Slow\nRude", "", branches=branches, missing=("zh",)),
        w.QuestionFields("words", "text", "Else?", "其他？"),
    )
    numbers: dict[str, int | str] = {
        "sample_percent": 100,
        "delay_minutes": 30,
        "remind_days": "",
        "open_days": 14,
        "edit_hours": 24,
    }
    history = (
        w.VersionLine(2, AT, "Sam", "After solving", 2, active=True),
        w.VersionLine(1, AT, "", "After solving", 1, active=False),
    )
    queues = (Choice("q1", "Billing"),)
    form = w.SurveyForm(
        "s1",
        2,
        "After solving",
        True,
        questions,
        "Thanks",
        "谢谢",
        ("solved",),
        ("q1",),
        queues,
        numbers,
        history,
    )
    empty = w.SurveyForm(
        "s2", 1, "", False, (), "", "", (), (), (), numbers, unsaved=True, error="name.empty"
    )
    return [w.SurveyList((line,), RULES, notice="settings.saved"), w.SurveyList((), RULES), form, empty]


def _supervisors() -> list[Page]:
    score = r.Shown("csat", "80 %", "95 %: 49 to 94", "40 %", 10, 25, False, "/surveys/answers?kind=csat")
    few = r.Shown("nps", "", "", "20 %", 2, 10, True, "/surveys?kind=nps")
    nothing = r.Shown("ces", "", "", "", 0, 0, False, "/surveys?kind=ces")
    rows = (
        r.GroupRow("Lin", score, r.Whisker(49, 94, 80), (("chat", 100),), ()),
        r.GroupRow("Kofi", few, None, (), ("few_answers", "few_respond", "channel_mix")),
    )
    report = r.ReportPage(
        kind="csat",
        days=30,
        by="agent",
        bys=("agent", "team"),
        spans=(7, 30),
        minimum=5,
        kinds=(score, few, nothing),
        total=score,
        before=score,
        groups=rows,
        weeks=(r.Week("11-16", 280, 30, 70, 10, "Week of 2026-11-16: 80 %, 10 answers"),),
        bars=(r.Bar(1, 2, 25.0, "low", "/surveys/answers"), r.Bar(5, 8, 100.0, "good", "/surveys/answers")),
        loop=r.LoopFigures(2, 1, 1, 1, "50 %", 1, 1, "100 %", (("slow", 1),)),
        not_asked=(("cool_down", 3),),
        query="kind=csat",
    )
    answer = r.AnswerRow(
        7, "t7", AT, "Mei", "chat", "Billing", ("Lin",), "1 / 5", True, ("<slow>",), 9, "t9", closed=True
    )
    sorts = (("answered", "/surveys/answers?which=answered"), ("low", "/surveys/answers?which=low"))
    return [
        report,
        r.AnswersPage("csat", "low", "Lin", (answer,), 1, "/surveys", sorts, "/surveys/answers?skip=100"),
        r.AnswersPage("csat", "answered", "", (), 0, "/surveys", sorts),
    ]
