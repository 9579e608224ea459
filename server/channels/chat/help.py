"""The widget's search in what customers may read, before a chat: what was found, and whether a person was asked after all."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.base.errors import Unknown
from server.channels import edge
from server.channels.chat.shapes import Said
from server.channels.edge import Limits
from server.desk.actors import SYSTEM, Actor
from server.desk.core import Core
from server.desk.finding.finder import Finder
from server.desk.knowledge.searches import QUESTION_CHARS, Happened, Note
from server.desk.readings.look import Look
from server.desk.readings.suggestions import Answers, SearchQuestion, search

READER = Actor("visitor", "help")
MOST = 4
MINUTE_S = 60


class Outcome(Said, frozen=True, kw_only=True):
    """What became of a search: a person is asked after all."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """An article of the help center."""

    title: str
    language: str
    url: str


class Helped(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `sure`: the first one is likely to be an answer."""

    search_id: str
    sure: bool
    articles: list[Link]


class Help:
    """The search of one process."""

    def __init__(self, core: Core, finder: Finder, limits: Limits) -> None:
        self.core = core
        self.finder = finder
        self.limits = limits

    def doors(self) -> edge.Doors:
        """Return the routes with their policies."""
        return [
            edge.door("/api/widget/help", self.find, edge.ANYBODY),
            edge.door("/api/widget/help/{search_id}/asked", self.asked, edge.ANYBODY, "POST"),
        ]

    async def find(self, request: Request) -> Response:
        """Answer a question with articles for customers."""
        most = self.core.settings.search_per_minute
        where = edge.address(request, self.core.settings)
        await edge.limited(self.limits, "widget help", where, most, MINUTE_S)
        text = request.query_params.get("q", "").strip()[:QUESTION_CHARS]
        language = request.query_params.get("lang", "en")[:2]
        if not text:
            return edge.answer(Helped(search_id="", sure=False, articles=[]))

        def found(look: Look) -> Answers:
            look.finder = self.finder
            return search(look, SearchQuestion(q=text, language=language, limit=MOST))

        answers = await edge.look(self.core, READER, found)
        shown = len(answers.articles) if answers.sure else 0
        note = Note(text=text, place="widget", language=language, shown=shown)
        search_id = (await edge.do(self.core, "searches.note", SYSTEM, note))["search_id"]
        links = [
            Link(title=one.title, language=one.language, url=_url(one.slug, one.language, search_id))
            for one in answers.articles
        ]
        return edge.answer(Helped(search_id=search_id, sure=answers.sure, articles=links))

    async def asked(self, request: Request) -> Response:
        """Note that a person is asked after all."""
        edge.own_origin(request, self.core.settings)
        await edge.body(request, Outcome, self.core.settings)
        search_id = str(request.path_params["search_id"])
        try:
            await edge.do(self.core, "searches.happened", SYSTEM, Happened(search_id=search_id, what="asked"))
        except Unknown:
            return edge.answer({})
        return edge.answer({})


def _url(slug: str, language: str, search_id: str) -> str:
    return f"/help/{slug}?lang={language}&s={search_id}"
