"""An article as everybody of the staff may read it, and a form to say what is wrong in it."""

from __future__ import annotations

from markupsafe import Markup
from starlette.requests import Request

from console.knowledge_pages import ReadPage
from console.pages import Page
from kb.markdown import rendered
from server.base.strict_json import shaped
from server.desk.access import ARTICLES_READ
from server.desk.knowledge.remarks import Report
from server.desk.knowledge.texts import in_language, shown_text
from server.desk.readings.articles import seen_article
from server.desk.readings.look import Look
from server.store.tables.knowledge import SNIPPETS
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.pages import Form, form_page, number, one
from server.web.senders import SignedIn


def doors() -> list[Door]:
    """Return the door of the page."""
    return [
        door("/articles/{article_id}", form_page(ARTICLES_READ, _shown, _done), ARTICLES_READ, "GET", "POST")
    ]


async def _shown(request: Request, found: SignedIn, error: str, notice: str) -> Page:
    context, article_id = context_of(request), request.path_params["article_id"]

    def read(look: Look) -> ReadPage:
        article, text = seen_article(look, article_id)
        snippets = look.rows(SNIPPETS, SNIPPETS.c.removed_at.is_(None))
        html = rendered(shown_text(text.body, in_language(snippets, article.language)))
        return ReadPage(
            article.id,
            text.title,
            article.language,
            text.number,
            Markup(html),  # noqa: S704 - sanitised there
            "customer" not in article.audience,
            article.published_at or article.updated_at,
            error,
            notice,
        )

    return await context.read(lambda connection: read(context.looking(connection, found.actor)))


async def _done(request: Request, found: SignedIn, form: Form) -> str:
    said = {
        "article_id": request.path_params["article_id"],
        "number": number(form, "number"),
        "text": one(form, "text"),
    }
    await context_of(request).command("articles.report", found.actor, shaped(said, Report))
    return "knowledge.reported"
