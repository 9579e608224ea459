"""An article as its events made it: versions, state, audience, owner, review-by date. Values only; `editing` decides."""

from dataclasses import dataclass, field
from typing import Literal

from kb.errors import KnowledgeError

Ms = int
"""Milliseconds since 1970-01-01T00:00:00Z."""

State = Literal["draft", "in_review", "published", "stale", "archived"]
BODY_CHARS = 100_000


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader sees, and what it is found by: `questions` are the ways customers ask it ("also asked as")."""

    title: str
    body: str
    questions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise KnowledgeError("kb.title_missing")
        if len(self.body) > BODY_CHARS:
            raise KnowledgeError("kb.text_too_long", got=len(self.body), limit=BODY_CHARS)


@dataclass(frozen=True, slots=True)
class Version:
    """One saved text. `restored_from` names the version it brought back; `translated_from` that of the original."""

    number: int
    content: Content
    by: str
    at: Ms
    restored_from: int | None = None
    translated_from: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one language. `live` is the version readers see, none before the first publishing.

    `original` is the article this one translates. A published article stays live while a newer version is written and read.
    """

    id: str
    language: str
    owner: str
    versions: tuple[Version, ...]
    state: State = "draft"
    live: int | None = None
    audience: frozenset[str] = field(default_factory=lambda: frozenset({"internal"}))
    original: str | None = None
    review_by: Ms | None = None
    redirect: str | None = None
    """The article readers are sent to once this one is archived."""

    @property
    def newest(self) -> Version:
        """The version an editor sees."""
        return self.versions[-1]

    @property
    def shown(self) -> Version | None:
        """The version readers see; none when archived or never published."""
        return None if self.live is None or self.state == "archived" else self.version(self.live)

    def version(self, number: int) -> Version:
        """The version of that number, counted from 1; KnowledgeError `kb.version_unknown` for another."""
        if not 1 <= number <= len(self.versions):
            raise KnowledgeError("kb.version_unknown", version=number, newest=len(self.versions))
        return self.versions[number - 1]
