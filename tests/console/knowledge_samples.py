"""Filled records of the pages of knowledge and of the help center."""

from dataclasses import replace

from markupsafe import Markup

from console import help_pages as h
from console import knowledge_pages as k
from console.pages import Page
from console.settings_pages import Choice

AT = 1_795_155_000_000
TEAMS = (Choice("t1", "Billing"),)
TONGUES = (k.Tongue("en", "a1", "ok"), k.Tongue("zh", "a2", "stale", 2))
NONE = k.Tongue("zh", "", "none")
GAP = k.GapRow("能用第三方滤芯吗", "zh", 27, 3, 120, "s1,s2")
OWNED = replace(GAP, gap_id="g1", assignee="Sam", due_at=AT, state="written", article_id="a1")
SHELF = k.Shelf(
    (
        k.ListRow("a1", "Late refunds", "en", "in_review", False, TONGUES, 91, 4),
        k.ListRow("a3", "Goodwill", "en", "draft", True, (k.Tongue("en", "a3", "ok"), NONE), None, 2),
    ),
    {"in_review": 1, "draft": 1},
    (GAP,),
    "refund",
    "in_review",
    "a1",
)
TYPED = k.Typed("Late refunds", "Five **days**.", "where is my money", "refund, card", 3)


def knowledge_pages() -> list[Page]:
    """Return the list, an article in each state and view, a new one, snippets, gaps, report, and what customers see."""
    return [
        k.KnowledgePage(SHELF),
        *(replace(_article(), state=state) for state in ("draft", "in_review", "stale", "archived")),
        replace(_article(), view="changes", pieces=_pieces(), from_number=2, to_number=3),
        replace(_article(), view="translation", original_id="a9", original_pieces=_pieces()),
        _new(),
        replace(_new(), original="a1", original_title="Late", original_html=Markup("<p>Late</p>")),
        k.SnippetsPage(
            SHELF, (k.SnippetRow("returns", {"en": "Leeds"}, 2, (Choice("a1", "Late refunds"),)),)
        ),
        k.GapsPage(SHELF, (GAP, OWNED), (Choice("u2", "Marta"),), 3, "2026-12-01"),
        k.UsagePage(
            SHELF,
            (k.UsageRow("a1", "Late refunds", "en", 9, 4, 3, 2, 2, 1, 91, 11),),
            {"nothing": 3},
            (k.BrokenRow("a1", "Late refunds", "/help/nowhere", "missing"),),
        ),
        k.ReadPage("a1", "Goodwill", "en", 2, Markup("<p>Ten pounds.</p>"), True, AT),
        *_help(),
    ]


def _article() -> k.ArticlePage:
    return k.ArticlePage(
        shelf=SHELF,
        id="a1",
        language="en",
        state="published",
        view="split",
        typed=TYPED,
        particulars=k.Particulars("late-refunds", "Refunds", "u2", frozenset({"customer"}), "2027-02-20", 9),
        address="/help/late-refunds",
        saved_at=AT,
        author="Sam",
        own=True,
        live=2,
        tongues=TONGUES,
        versions=(k.VersionRow(3, "Sam", "u3", AT, 4, 1), k.VersionRow(2, "Marta", "u2", AT, 9, 3, True, 1)),
        remarks=(k.RemarkRow("v1", 2, "report", "Lin", AT, "Four days now.", False),),
        figures=k.Figures(312, 284, 900, 148, {"insert": 3, "send": 2}),
        teams=TEAMS,
        owners=(Choice("u2", "Marta"),),
        targets=(Choice("a4", "Charged twice"),),
        snippets=("returns",),
        preview=Markup("<p>Five <strong>days</strong>.</p>"),
    )


def _pieces() -> tuple[k.Piece, ...]:
    return k.Piece("same", "It takes "), k.Piece("removed", "five"), k.Piece("added", "three")


def _new() -> k.NewArticle:
    return k.NewArticle(SHELF, TYPED, "en", "Refunds", frozenset({"customer"}), TEAMS, gap_id="g1")


def _help() -> list[Page]:
    link = h.HelpLink("late-refunds", "Late refunds", "en", h.cut("It takes five days.", [(9, 13)]))
    article = h.HelpArticle(
        "late-refunds", "Late refunds", "en", 2, Markup("<p>Five</p>"), AT, (link,), (link,)
    )
    return [
        h.HelpHome((("Refunds", (link,)), ("", (link,)))),
        h.HelpHome((), "refund", (link,), "s1"),
        h.HelpHome((), "garden"),
        article,
        replace(article, voted="no", vote_id="v1"),
        replace(article, voted="said"),
    ]
