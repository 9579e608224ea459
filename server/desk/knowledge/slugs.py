"""Addresses of articles: made from a title, kept for ever, each leading to one article."""

from __future__ import annotations

import re

from server.base.errors import Conflict, Invalid
from server.desk.book import Book
from server.store.tables.knowledge import SLUGS, Slug

SLUG_CHARS = 80
_FORM = re.compile(r"[\w一-鿿]+(?:-[\w一-鿿]+)*")
_GAPS = re.compile(r"[^\w]+|_+")
TAKEN = ("search", "pictures")
"""Addresses below /help that are not articles."""


def taken_from(title: str) -> str:
    """Return an address for a title: lower case, words joined by hyphens; Chinese stays Chinese."""
    return _GAPS.sub("-", title.lower()).strip("-")[:SLUG_CHARS].strip("-")


def claim(book: Book, article_id: str, wish: str, *, title: str) -> str:
    """Give the article this address, or one made from its title. Raises Invalid for a form, Conflict for another's address."""
    if wish:
        if len(wish) > SLUG_CHARS or not _FORM.fullmatch(wish) or wish != wish.lower() or wish in TAKEN:
            raise Invalid("article.slug_form")
        held = book.get(SLUGS, wish)
        if held is not None and held.article_id != article_id:
            raise Conflict("article.slug_taken", slug=wish)
        slug = wish
    else:
        slug = _free(book, taken_from(title) or article_id)
    book.put(SLUGS, Slug(slug=slug, article_id=article_id))
    return slug


def _free(book: Book, wish: str) -> str:
    base = wish if wish not in TAKEN else f"{wish}-1"
    slug, number = base, 1
    while book.get(SLUGS, slug) is not None:
        number += 1
        slug = f"{base}-{number}"
    return slug
