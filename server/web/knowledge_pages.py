"""The pages of knowledge: the list, a new article, one article with its versions and its life. A refused form keeps what was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.knowledge_pages import KnowledgePage, NewArticle, Typed
from kb.errors import KnowledgeError
from kb.markdown import rendered
from server.base.clock import Ms
from server.base.errors import DeskError
from server.base.strict_json import shaped
from server.desk.access import ARTICLES
from server.desk.images import cleaned
from server.desk.knowledge import life, remarks, writing
from server.desk.knowledge.pictures import PICTURE_BYTES, Keep
from server.desk.knowledge.stored import of_desk
from server.desk.knowledge.texts import in_language, shown_text
from server.desk.readings.articles import ArticleView, Snippets
from server.desk.verbs import Body
from server.web.article_page import drawn
from server.web.bodies import form_of, read
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.knowledge_shelf import choices, newsroom, shelf
from server.web.pages import Form, asked, notice_of, number, one, page, wished
from server.web.problems import language_of, said
from server.web.senders import SignedIn, member

NOON = 12


def doors() -> list[Door]:
    """Return the doors of the list and the editor."""
    return [
        door("/knowledge", listed, ARTICLES),
        door("/knowledge/new", new, ARTICLES, "GET", "POST"),
        door("/knowledge/pictures", picture, ARTICLES, "POST"),
        door("/knowledge/{article_id}", article, ARTICLES, "GET", "POST"),
    ]


async def listed(request: Request) -> Response:
    """The list alone."""
    found = await member(request, ARTICLES)
    return page(request, found, KnowledgePage(await shelf(request, found)))


async def new(request: Request) -> Response:
    """A new article or translation; begun, it is shown in the editor."""
    found = await member(request, ARTICLES)
    if request.method != "POST":
        return page(request, found, await _blank(request, found))
    form = await form_of(request)
    drawn_form = await _refilled(request, found, form)
    try:
        if wished(form) == "preview":
            preview = await _preview(request, found, one(form, "body"), one(form, "language"))
            return page(request, found, replace(drawn_form, preview=preview))
        begun = await context_of(request).command(
            "articles.begin", found.actor, shaped(_begin(form), writing.Begin)
        )
    except DeskError as error:
        return page(request, found, replace(drawn_form, error=said(request, error)), error.status)
    return RedirectResponse(f"/knowledge/{begun['article_id']}?done=knowledge.begun", 303)


async def article(request: Request) -> Response:
    """One article; what its form wishes is done and the article shown afresh."""
    found = await member(request, ARTICLES)
    if request.method != "POST":
        return page(request, found, await drawn(request, found, notice=notice_of(request)))
    form, article_id = await form_of(request), request.path_params["article_id"]
    wish = wished(form)
    typed = _typed(form) if wish in ("save", "preview") else None
    try:
        if typed is not None and wish == "preview":
            language = (await view_of(request, found)).article.language
            preview = await _preview(request, found, typed.body, language)
            return page(request, found, await drawn(request, found, typed=typed, preview=preview))
        verb, body = _wish(wish, form, article_id, found.user.time_zone)
        await context_of(request).command(verb, found.actor, body)
    except DeskError as error:
        shown = await drawn(request, found, typed=typed, error=said(request, error))
        return page(request, found, shown, error.status)
    view = request.query_params.get("view", "")
    keep = f"view={quote(view)}&" if view in ("write", "split", "translation") else ""
    return RedirectResponse(f"/knowledge/{article_id}?{keep}done=knowledge.done.{wish}", 303)


async def picture(request: Request) -> Response:
    """Keep an image for articles, made anew; answers with its address."""
    found = await member(request, ARTICLES)
    context = context_of(request)
    raw = await read(request, PICTURE_BYTES)
    data, media_type = cleaned(raw, context.settings.image_pixels)
    kept = await context.command(
        "pictures.keep", found.actor, shaped({"media_type": media_type, "data": data}, Keep)
    )
    return Response(f"/help/pictures/{kept['picture_id']}", media_type="text/plain")


async def view_of(request: Request, found: SignedIn) -> ArticleView:
    """Return the article of the address."""
    known = await asked(request, found.actor, "article", article_id=request.path_params["article_id"])
    assert isinstance(known, ArticleView)
    return known


async def _blank(request: Request, found: SignedIn) -> NewArticle:
    """An empty form, or one beside the original it is to translate, or one for a gap."""
    query, lang = request.query_params, language_of(request)
    known = await newsroom(request, found)
    wanted = query.get("lang_of", lang)
    blank = NewArticle(
        shelf=await shelf(request, found),
        typed=Typed(title=query.get("title", "")[:200]),
        language=wanted if wanted in ("en", "zh") else "en",
        topic="",
        audience=frozenset({"customer"}),
        teams=choices(known.teams),
        gap_id=query.get("gap", "")[:64],
    )
    return await _beside(request, found, blank, query["original"][:64]) if query.get("original") else blank


async def _beside(request: Request, found: SignedIn, blank: NewArticle, original_id: str) -> NewArticle:
    original = await asked(request, found.actor, "article", article_id=original_id)
    assert isinstance(original, ArticleView)
    row = original.article
    shown = next(one for one in original.versions if one.number == (row.live or row.newest))
    return replace(
        blank,
        original=row.id,
        original_title=shown.title,
        original_html=await _preview(request, found, shown.body, row.language),
        made_from=shown.number,
        language="zh" if row.language == "en" else "en",
        audience=frozenset(row.audience),
    )


async def _refilled(request: Request, found: SignedIn, form: Form) -> NewArticle:
    known = await newsroom(request, found)
    filled = NewArticle(
        shelf=await shelf(request, found),
        typed=_typed(form),
        language=one(form, "language"),
        topic=one(form, "topic"),
        audience=frozenset(form.get("audience", [])),
        teams=choices(known.teams),
        gap_id=one(form, "gap_id"),
    )
    original = one(form, "original")
    if not original:
        return filled
    beside = await _beside(request, found, filled, original[:64])
    return replace(beside, audience=filled.audience, language=filled.language)


async def _preview(request: Request, found: SignedIn, body: str, language: str) -> Markup:
    """What readers would see of a text. Raises the refusal of a text that cannot be shown."""
    known = await asked(request, found.actor, "snippets")
    assert isinstance(known, Snippets)
    try:
        return Markup(rendered(shown_text(body, in_language(known.snippets, language))))  # noqa: S704 - sanitised there
    except KnowledgeError as refusal:
        raise of_desk(refusal) from None


def _typed(form: Form) -> Typed:
    based_on = number(form, "based_on")
    return Typed(
        title=one(form, "title"),
        body=one(form, "body").replace("\r\n", "\n"),
        questions=one(form, "questions"),
        tags=one(form, "tags"),
        based_on=based_on if isinstance(based_on, int) else 0,
    )


def _begin(form: Form) -> dict[str, object]:
    made_from = number(form, "made_from")
    return {
        **_written(form),
        "language": one(form, "language"),
        "topic": one(form, "topic"),
        "audience": form.get("audience", []),
        "original": one(form, "original") or None,
        "made_from": made_from if one(form, "original") else None,
        "gap_id": one(form, "gap_id") or None,
    }


def _written(form: Form) -> dict[str, object]:
    typed = _typed(form)
    return {
        "title": typed.title,
        "body": typed.body,
        "questions": [line for line in typed.questions.splitlines() if line.strip()],
        "tags": [tag for tag in typed.tags.replace("，", ",").split(",") if tag.strip()],
    }


def _wish(wish: str, form: Form, article_id: str, zone: str) -> tuple[str, Body]:
    """Return the verb a form asks for, with its body. Raises Invalid for one there is not."""
    of = {"article_id": article_id}
    wishes: dict[str, tuple[str, type[Body], dict[str, object]]] = {
        "save": ("articles.save", writing.Save, {**of, **_written(form), **_numbers(form)}),
        "restore": ("articles.restore", writing.Restore, {**of, "number": number(form, "number")}),
        "submit": ("articles.submit", writing.OfArticle, dict(of)),
        "return": ("articles.return", life.Return, {**of, "wish": one(form, "wish")}),
        "publish": ("articles.publish", life.Publish, {**of, "number": number(form, "number")}),
        "confirm": ("articles.confirm", writing.OfArticle, dict(of)),
        "archive": ("articles.archive", life.Archive, {**of, "redirect": one(form, "redirect") or None}),
        "revive": ("articles.revive", writing.OfArticle, dict(of)),
        "forget": ("articles.forget_learning", writing.OfArticle, dict(of)),
        "remark": ("articles.remark_read", remarks.Read, {"remark_id": one(form, "remark_id")}),
        "describe": ("articles.describe", writing.Describe, {**of, **_described(form, zone)}),
    }
    verb, shape, fields = wishes.get(wish, wishes["submit"])
    return verb, shaped(fields, shape)


def _numbers(form: Form) -> dict[str, object]:
    found: dict[str, object] = {"based_on": number(form, "based_on")}
    return {**found, "made_from": number(form, "made_from")} if one(form, "made_from") else found


def _described(form: Form, zone: str) -> dict[str, object]:
    day = one(form, "review_by")
    return {
        "seen": number(form, "seen"),
        "slug": one(form, "slug").strip(),
        "topic": one(form, "topic"),
        "owner_id": one(form, "owner_id") or None,
        "audience": form.get("audience", []),
        "review_by": noon(day, zone) if day else None,
    }


def noon(day: str, zone: str) -> Ms | str:
    """Return the instant of noon on a day as a date field sends it; what is no day comes back as it was, to be refused."""
    try:
        at = datetime.fromisoformat(day).replace(hour=NOON, tzinfo=ZoneInfo(zone))
    except ValueError:
        return day
    return int((at - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
