"""Markdown of articles as HTML that is safe to show: CommonMark and tables, changed first, sanitised last.

Raw HTML is shown as text. Fetches nothing and checks no link's target.
"""

from collections.abc import Iterable

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.article import BODY_CHARS
from kb.errors import KnowledgeError

NESTING = 12
"""Quotes and lists within each other; deeper ones are left out. Guards the parser against a text made to be slow."""
TAGS = frozenset(
    (
        "a",
        "blockquote",
        "br",
        "code",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    )
)
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}, "code": {"class"}}
SCHEMES = {"http", "https", "mailto", "tel"}

_PARSER = MarkdownIt("commonmark", {"html": False, "maxNesting": NESTING}).enable(["table", "strikethrough"])


def rendered(text: str) -> str:
    """The HTML of a text. Headings begin at h2, below the page's title; links open without telling where from.

    Images come only from the desk itself (addresses that begin with one `/`): others would tell a stranger who reads.
    KnowledgeError `kb.text_too_long` beyond BODY_CHARS.
    """
    if len(text) > BODY_CHARS:
        raise KnowledgeError("kb.text_too_long", got=len(text), limit=BODY_CHARS)
    tokens = _PARSER.parse(text)
    for token in tokens:
        _lower_heading(token)
    return nh3.clean(
        _PARSER.renderer.render(tokens, _PARSER.options, {}),
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_kept,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def _lower_heading(token: Token) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(6, int(token.tag[1]) + 1)}"


def _kept(tag: str, name: str, value: str) -> str | None:
    """The value of an attribute that may stay, or None."""
    if tag == "img" and name == "src":
        return value if value.startswith("/") and not value.startswith(("//", "/\\")) else None
    if tag == "code" and name == "class":
        return value if value.startswith("language-") else None
    return value


def links(text: str) -> list[str]:
    """The targets of links and images in a text, in order, for checking them."""
    return [target for token in _flat(_PARSER.parse(text)) if (target := _target(token))]


def _flat(tokens: Iterable[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or ())


def _target(token: Token) -> str | None:
    name = {"link_open": "href", "image": "src"}.get(token.type)
    return str(token.attrs.get(name, "")) if name else None


def plain(text: str) -> str:
    """The words of a text without its marks, one line a block: what is indexed and what a passage shows."""
    lines = [
        _words(token) for token in _PARSER.parse(text) if token.type in ("inline", "fence", "code_block")
    ]
    return "\n".join(line for line in lines if line)


def _words(token: Token) -> str:
    if not token.children:
        return token.content.strip()
    breaks = ("softbreak", "hardbreak")
    return "".join(" " if each.type in breaks else each.content for each in token.children).strip()
