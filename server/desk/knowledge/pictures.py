"""Images of articles. They are shown to customers, so only what was made anew from its pixels is kept."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from server.base.errors import Invalid
from server.desk.access import ARTICLES as EDIT
from server.desk.book import Book
from server.desk.images import FORMATS
from server.desk.knowledge.writing import writer
from server.desk.verbs import Answer, Body, verb
from server.store.tables.knowledge import PICTURES, Picture

PICTURE_BYTES = 2_097_152


class Keep(Body, frozen=True, kw_only=True):
    """An image as `images.cleaned` made it."""

    media_type: Annotated[str, Meta(max_length=40)]
    data: Annotated[bytes, Meta(max_length=PICTURE_BYTES)]


class Kept(Answer, frozen=True, kw_only=True):
    """The image, shown at /help/pictures/ID."""

    picture_id: str


@verb("pictures.keep", Keep, EDIT, answer=Kept)
def keep(book: Book, body: Keep) -> Kept:
    """Keep an image for articles."""
    if body.media_type not in FORMATS:
        raise Invalid("picture.form")
    picture_id = book.new_id("pic")
    picture = Picture(id=picture_id, media_type=body.media_type, data=body.data, by=writer(book), at=book.now)
    book.put(PICTURES, picture)
    return Kept(picture_id=picture_id)
