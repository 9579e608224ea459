"""The help center: what customers may read, searched and rated. Open to everybody, without a script; counts are limited by address."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from console.help_pages import HelpArticle, HelpHome, HelpLink, cut
from console.pages import Frame, Page, render
from server.base.clock import MINUTE, SECOND
from server.base.errors import DeskError
from server.desk.actors import SYSTEM, Actor
from server.desk.knowledge.remarks import Vote
from server.desk.knowledge.searches import Happened, Note
from server.desk.knowledge.use import Viewed
from server.desk.readings import help as reading
from server.desk.readings.help import Headline, Readable
from server.desk.readings.suggestions import Answers, SearchQuestion, search
from server.web.address import address_of
from server.web.bodies import form_of
from server.web.context import context_of
from server.web.doors import OPEN, Door, door
from server.web.pages import Form, one
from server.web.problems import language_of
from server.web.senders import cookie_name

READER = Actor("visitor", "help")
QUERY_CHARS, VIEWS_A_MINUTE, VOTES_A_MINUTE = 200, 60, 10
PICTURE_S = 86_400


def doors() -> list[Door]:
    """Return the doors of the help center."""
    return [
        door("/help", home, OPEN),
        door("/help/pictures/{picture_id}", picture, OPEN),
        door("/help/{slug}", article, OPEN),
        door("/help/{slug}/vote", vote, OPEN, "POST"),
    ]


async def home(request: Request) -> Response:
    """The topics, or what answers a question."""
    lang, context = language_of(request), context_of(request)
    query = request.query_params.get("q", "").strip()[:QUERY_CHARS]
    if not query:
        topics = await context.read(
            lambda connection: reading.topics(context.looking(connection, READER), lang)
        )
        drawn = HelpHome([(topic, [_link(line) for line in lines]) for topic, lines in topics.items()])
        return _page(request, lang, drawn)
    context.limits.take(
        "help search", address_of(request), context.settings.search_per_minute, MINUTE // SECOND
    )
    asked = SearchQuestion(q=query, language=lang)
    answers: Answers = await context.read(
        lambda connection: search(context.looking(connection, READER), asked)
    )
    noted = await context.command(
        "searches.note",
        SYSTEM,
        Note(text=query, place="help", language=lang, shown=len(answers.articles) if answers.sure else 0),
    )
    results = [
        HelpLink(hit.slug, hit.title, hit.language, cut(hit.passage, hit.marks)) for hit in answers.articles
    ]
    return _page(request, lang, HelpHome((), query, results, noted["search_id"], answers.sure))


async def article(request: Request) -> Response:
    """One article; an address it had before leads to the one it has."""
    found = await _readable(request)
    if found.slug != request.path_params["slug"]:
        return RedirectResponse(_address(request, found.slug), 301)
    lang = request.query_params.get("lang") or found.language
    search_id = request.query_params.get("s", "")[:64]
    await _seen(request, found, search_id)
    drawn = HelpArticle(
        slug=found.slug,
        title=found.title,
        language=found.language,
        number=found.number,
        html=Markup(found.html),  # noqa: S704 - sanitised by kb.markdown
        updated_at=found.updated_at,
        others=[_link(line) for line in found.others],
        related=[_link(line) for line in found.related],
        search_id=search_id,
        vote_id=request.query_params.get("vote", "")[:64],
        voted=request.query_params.get("voted", "")[:8],
    )
    return _page(request, lang if lang in ("en", "zh") else found.language, drawn)


async def vote(request: Request) -> Response:
    """Take a reader's verdict on the version they read, then a comment on it."""
    context = context_of(request)
    context.limits.take("help vote", address_of(request), VOTES_A_MINUTE, MINUTE // SECOND)
    found, form = await _readable(request), await form_of(request)
    verdict = one(form, "helpful")
    body = Vote(
        article_id=found.id,
        number=_number(form, found.number),
        helpful=verdict == "yes",
        comment=one(form, "comment")[:2_000],
        vote_id=one(form, "vote_id") or None,
    )
    voted = await context.command("articles.vote", SYSTEM, body)
    if verdict == "yes" and one(form, "s"):
        await _tell(request, Happened(search_id=one(form, "s")[:64], what="helped", article_id=found.id))
    said = "said" if body.vote_id else verdict
    return RedirectResponse(f"{_address(request, found.slug)}&voted={said}&vote={voted['vote_id']}#v-h", 303)


async def picture(request: Request) -> Response:
    """An image of articles."""
    context, picture_id = context_of(request), request.path_params["picture_id"]
    found = await context.read(
        lambda connection: reading.picture(context.looking(connection, READER), picture_id)
    )
    headers = {
        "Cache-Control": f"public, max-age={PICTURE_S}",
        "Content-Security-Policy": "default-src 'none'",
    }
    return Response(found.data, media_type=found.media_type, headers=headers)


async def _readable(request: Request) -> Readable:
    context, slug = context_of(request), request.path_params["slug"]
    return await context.read(lambda connection: reading.readable(context.looking(connection, READER), slug))


async def _seen(request: Request, found: Readable, search_id: str) -> None:
    """Count a customer's reading; the staff's own is not counted, nor what one address reads without end."""
    context = context_of(request)
    if cookie_name(context.settings) in request.cookies or request.query_params.get("voted"):
        return
    try:
        context.limits.take("help view", address_of(request), VIEWS_A_MINUTE, MINUTE // SECOND)
    except DeskError:
        return
    await context.command("articles.viewed", SYSTEM, Viewed(article_id=found.id))
    if search_id:
        await _tell(request, Happened(search_id=search_id, what="opened", article_id=found.id))


async def _tell(request: Request, happened: Happened) -> None:
    """Note what became of a search; one that is forgotten meanwhile is no error of the reader's."""
    try:
        await context_of(request).command("searches.happened", SYSTEM, happened)
    except DeskError as refusal:
        if refusal.code != "search.unknown":
            raise


def _address(request: Request, slug: str) -> str:
    return f"/help/{quote(slug)}?lang={language_of(request)}"


def _link(line: Headline) -> HelpLink:
    return HelpLink(line.slug, line.title, line.language)


def _number(form: Form, newest: int) -> int:
    text = one(form, "number")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:9]) <= newest else newest


def _page(request: Request, lang: str, drawn: Page) -> Response:
    desk = context_of(request).settings.desk_name
    frame = Frame(lang=lang, theme="auto", desk=desk, zone="UTC", path=request.url.path)
    return HTMLResponse(render(frame, drawn))
