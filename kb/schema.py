"""The fields of the index, and an entry as the document that fills them. Tokens come ready made from `kb.words`."""

from collections.abc import Iterable
from urllib.parse import quote

from whoosh.analysis.tokenizers import SpaceSeparatedTokenizer
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema

from kb.entry import Entry
from kb.words import characters, indexed

FIELDS = {"title": 3.0, "questions": 2.5, "tags": 1.5, "body": 1.0}
"""Field and weight. Short fields say more: a word of the title is what the article is about."""

CURSOR = "#cursor"
"""The document that says up to which `seq` the index has read: committed together with what it read, or not at all."""

ANYBODY = "#all"
"""In the audience field of every article, so that one filter holds for readers of everything too."""


def schema() -> Schema:
    """The schema; an index of another one is rebuilt."""
    text = {name: TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False) for name in FIELDS}
    return Schema(
        id=ID(unique=True, stored=True),
        language=ID(stored=True),
        audience=KEYWORD(),
        single=KEYWORD(scorable=True),
        version=STORED(),
        seq=STORED(),
        **text,
    )


def document(entry: Entry) -> dict[str, object]:
    """The fields of one article."""
    texts = {
        "title": entry.title,
        "questions": "\n".join(entry.questions),
        "tags": "\n".join(entry.tags),
        "body": entry.body,
    }
    return {
        "id": entry.id,
        "language": entry.language,
        "audience": _joined(reader_word(name) for name in (*sorted(entry.audience), ANYBODY)),
        "single": _joined(sorted(characters("\n".join(texts.values())))),
        "version": entry.version,
        **{name: _joined(indexed(text)) for name, text in texts.items()},
    }


def reader_word(audience: str) -> str:
    """An audience as one word of the index; two different ones never share a word, whatever a team is called."""
    return quote(audience, safe="#:")


def _joined(tokens: Iterable[str]) -> str:
    return " ".join(tokens)
