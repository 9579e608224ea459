"""Passages kept once and used in several articles: `{{snippet:return-address}}`. Fills them in and tells who uses them."""

import re
from collections.abc import Mapping

from kb.article import BODY_CHARS, Article
from kb.errors import KnowledgeError

_PLACE = re.compile(r"\{\{\s*snippet:([a-z0-9-]{1,60})\s*\}\}")


def filled(body: str, snippets: Mapping[str, str]) -> str:
    """The text with every snippet in its place, those inside snippets too.

    KnowledgeError for an unknown one, a circle, or a text that grows beyond what an article may have.
    """
    text = _filled(body, snippets, ())
    if len(text) > BODY_CHARS:
        raise KnowledgeError("kb.text_too_long", got=len(text), limit=BODY_CHARS)
    return text


def _filled(text: str, snippets: Mapping[str, str], inside: tuple[str, ...]) -> str:
    pieces, end, length = [], 0, 0
    for place in _PLACE.finditer(text):
        name = place[1]
        if name in inside:
            raise KnowledgeError("kb.snippet_circle", name=name, path=" > ".join((*inside, name)))
        if name not in snippets:
            raise KnowledgeError("kb.snippet_unknown", name=name)
        pieces += [text[end : place.start()], _filled(snippets[name], snippets, (*inside, name))]
        end = place.end()
        length += len(pieces[-1])
        if length > BODY_CHARS:
            raise KnowledgeError("kb.text_too_long", got=length, limit=BODY_CHARS)
    return "".join([*pieces, text[end:]])


def used(body: str) -> set[str]:
    """The snippets a text names itself."""
    return set(_PLACE.findall(body))


def users(name: str, articles: Mapping[str, Article], snippets: Mapping[str, str]) -> list[str]:
    """The articles whose newest or shown text holds a snippet, directly or through others: those a change of it reaches."""
    reached = {name}
    while True:
        wider = reached | {other for other, text in snippets.items() if used(text) & reached}
        if wider == reached:
            break
        reached = wider
    texts = {key: [each.newest, *([each.shown] if each.shown else [])] for key, each in articles.items()}
    return [
        key for key, versions in texts.items() if any(used(one.content.body) & reached for one in versions)
    ]
