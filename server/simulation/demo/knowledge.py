"""The demo's articles in both languages, written and approved by its staff, and what customers asked for lately in vain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import resources
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa
from msgspec.structs import replace

from server.base.clock import DAY, HOUR, MINUTE, Ms, VirtualClock
from server.desk.actors import SYSTEM, Actor
from server.desk.core import Core
from server.desk.knowledge import life, remarks, searches, snippets, use, writing
from server.desk.rules import read_rules
from server.desk.rules_edit import EditRules
from server.store.tables.config import DESK_RULES, DeskRules
from server.store.tables.knowledge import Use
from server.store.tables.work import TICKETS

Ask = Callable[..., dict[str, Any]]
Language = Literal["en", "zh"]
TOPICS: tuple[tuple[str, str, str], ...] = (
    ("Air purifiers", "空气净化器", "b01-10 b36 b38 b42 b46 b48 e01-03 e20-22 e24 z01-07"),
    ("Heat pumps", "热泵", "b11-16 b35 b37 b47 e04-08 e23 e25 z08-12 z27"),
    ("Orders and delivery", "订单与配送", "b17-20 b22 b40-41 e10-12 z13-16"),
    ("Payment and invoices", "付款与发票", "b21 b23-26 b30 b43 e13-15 e26 z17-23"),
    ("Warranty and repair", "保修与维修", "b27-29 b39 e09 e16 z24"),
    ("Your account", "账户", "b33-34 e27"),
    ("Trade", "企业客户", "b31-32 b44-45 e17-19 z25-26"),
)
INTERNAL = ("e17", "e18", "e28", "z25", "z26", "z28")
UNANSWERED: tuple[tuple[Language, str, int], ...] = (
    ("en", "e-invoice for a company", 9),
    ("en", "company e-invoice", 5),
    ("zh", "能用第三方滤芯吗", 8),
    ("zh", "第三方滤芯能用吗", 4),
    ("en", "return without the original box", 6),
    ("zh", "以旧换新怎么参加", 5),
    ("en", "does the purifier work on 110 volts", 4),
)
CHANGED = (
    "b21",
    "Refunds to a card take up to **five working days** from the day the parcel reaches us. WeChat Pay is the same day.",
)
WAITING = (
    "b20",
    "Pack the goods in their box, add the return slip and hand the parcel in within 30 days. Shipping is free.",
)
DRAFT = ("Extending a trade warranty", "Trade customers may extend the warranty by two years.")
SNIPPET: tuple[str, dict[Language, str]] = (
    "contact",
    {
        "en": "Still stuck? Talk to us by chat; a person answers within two minutes.",
        "zh": "仍未解决？请联系在线客服，两分钟内有人回复。",
    },
)
USING = ("b04", "b21", "b26")
USES = 24


class Told(NamedTuple):
    """One article as it is kept in the files."""

    key: str
    language: Language
    title: str
    questions: tuple[str, ...]
    tags: tuple[str, ...]
    body: str


class Newsroom:
    """Sam writes, Marta approves; afterwards customers read, ask and say what they think."""

    def __init__(
        self,
        core: Core,
        ask: Ask,
        clock: VirtualClock,
        sam: Actor,
        marta: Actor,
        chance: Callable[[], float],
    ) -> None:
        self._core = core
        self._ask = ask
        self._clock = clock
        self._sam = sam
        self._marta = marta
        self._chance = chance
        self._ids: dict[tuple[str, str], str] = {}

    def write(self) -> None:
        """Publish the articles, translations after their originals; for so many at once nobody is told of each."""
        self._review(False)
        name, texts = SNIPPET
        self._ask("snippets.create", snippets.CreateSnippet(name=name, texts=texts), self._sam)
        for one in told():
            self._publish(one)
        self._review(True)

    def live(self, now: Ms) -> None:
        """Let the last weeks happen: readings, verdicts, uses on tickets, an original that moved on, searches in vain."""
        for number, (key, article_id) in enumerate(self._ids.items()):
            if key[0] in INTERNAL:
                continue
            for _ in range(int(self._chance() * 12)):
                self._ask("articles.viewed", use.Viewed(article_id=article_id))
            for _ in range(int(self._chance() * 3)):
                good = self._chance() < (0.4 if number % 17 == 0 else 0.85)
                self._ask("articles.vote", remarks.Vote(article_id=article_id, number=1, helpful=good))
        self._use()
        self._rewrite(*CHANGED, publish=True)
        self._rewrite(*WAITING, publish=False)
        draft = writing.Begin(title=DRAFT[0], body=DRAFT[1], language="en", topic="Trade")
        self._ask("articles.begin", draft, self._sam)
        self._search(now)

    def _publish(self, one: Told) -> None:
        original = self._ids.get((one.key, "en")) if one.language == "zh" else None
        body = f"{one.body}\n\n{{{{snippet:{SNIPPET[0]}}}}}" if one.key in USING else one.body
        wish = writing.Begin(
            title=one.title,
            body=body,
            questions=one.questions,
            tags=one.tags,
            language=one.language,
            topic=topic_of(one.key, one.language),
            audience=("internal",) if one.key in INTERNAL else ("customer",),
            original=original,
            made_from=1 if original else None,
        )
        article_id = self._ask("articles.begin", wish, self._sam)["article_id"]
        self._ids[one.key, one.language] = article_id
        self._ask("articles.publish", life.Publish(article_id=article_id, number=1), self._marta)

    def _review(self, wanted: bool) -> None:
        with self._core.database.reading() as connection:
            row = connection.execute(sa.select(DESK_RULES.sql)).first()
            version = DESK_RULES.read(row).version if row else DeskRules().version
            now = read_rules(connection)
        self._ask("rules.edit", EditRules(version=version, rules=replace(now, article_review=wanted)))

    def _use(self) -> None:
        """Agents used articles on tickets they solved."""
        solved = sa.and_(TICKETS.c.status == "solved", TICKETS.c.assignee_id.is_not(None))
        query = sa.select(TICKETS.c.id, TICKETS.c.assignee_id).where(solved).order_by(TICKETS.c.number.desc())
        with self._core.database.reading() as connection:
            lines = connection.execute(query.limit(USES)).all()
        hows: tuple[Use, ...] = ("insert", "send")
        for number, (ticket_id, agent_id) in enumerate(lines):
            article_id = self._ids[USING[number % len(USING)], "en"]
            for how in hows:
                used = use.UseArticle(ticket_id=ticket_id, article_id=article_id, number=1, how=how)
                self._ask("articles.use", used, Actor("user", agent_id, 1))

    def _rewrite(self, key: str, body: str, *, publish: bool) -> None:
        article_id = self._ids[key, "en"]
        known = next(one for one in told() if (one.key, one.language) == (key, "en"))
        save = writing.Save(
            article_id=article_id,
            title=known.title,
            body=body,
            questions=known.questions,
            tags=known.tags,
            based_on=1,
        )
        self._ask("articles.save", save, self._sam)
        self._ask("articles.submit", writing.OfArticle(article_id=article_id), self._sam)
        if publish:
            self._ask("articles.publish", life.Publish(article_id=article_id, number=2), self._marta)

    def _search(self, now: Ms) -> None:
        """In the last week, oldest first."""
        asked = [(language, text) for language, text, times in UNANSWERED for _ in range(times)]
        first = max(self._clock.now(), now - 6 * DAY)
        step = max(MINUTE, (now - HOUR - first) // (len(asked) + 1))
        for language, text in sorted(asked, key=lambda _: self._chance()):
            self._clock.advance(step)
            note = searches.Note(text=text, place="help", language=language, shown=0)
            self._ask("searches.note", note, SYSTEM)


def told() -> Iterator[Told]:
    """Yield the articles, in file order: originals before their translations."""
    for name in ("articles_both.psv", "articles_single.psv"):
        text = resources.files(__package__).joinpath(name).read_text("utf-8")
        for line in text.splitlines():
            if line and not line.startswith("# "):
                key, language, title, questions, tags, body = line.split(" | ")
                yield Told(
                    key,
                    "zh" if language == "zh" else "en",
                    title,
                    tuple(questions.split("; ")),
                    tuple(tags.split(", ")),
                    body,
                )


def topic_of(key: str, language: Language) -> str:
    """Return the topic an article stands under in its language."""
    for english, chinese, keys in TOPICS:
        for part in keys.split():
            first, _, last = part.partition("-")
            if key[0] == first[0] and first[1:] <= key[1:] <= (last or first[1:]):
                return english if language == "en" else chinese
    return ""
