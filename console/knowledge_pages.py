"""The pages where knowledge is written: list, editor, versions, translation, snippets, gaps, report. In forms `do` names the wish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from markupsafe import Markup

from console.pages import Ms
from console.settings_pages import Choice


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language of an article: its id there ("" none yet) and whether it is "ok", "stale" (behind) or "none"."""

    language: str
    id: str
    mark: str
    behind: int = 0


@dataclass(frozen=True, slots=True)
class ListRow:
    """One article with its languages; `helpful` in percent, None without votes."""

    id: str
    title: str
    language: str
    state: str
    internal: bool
    tongues: Sequence[Tongue]
    helpful: int | None
    uses: int


@dataclass(frozen=True, slots=True)
class GapRow:
    """A question without an answer."""

    text: str
    language: str
    searches: int
    tickets: int
    minutes: int
    search_ids: str
    gap_id: str = ""
    assignee: str = ""
    due_at: Ms | None = None
    article_id: str = ""
    state: str = "new"

    @property
    def asked(self) -> int:
        """How often, in searches and tickets."""
        return self.searches + self.tickets


@dataclass(frozen=True, slots=True)
class Shelf:
    """The list beside every page. Query fields: `q`, `state` (draft, in_review, published, stale, archived, mine)."""

    rows: Sequence[ListRow]
    counts: Mapping[str, int]
    gaps: Sequence[GapRow] = ()
    query: str = ""
    state: str = ""
    open_id: str = ""


@dataclass(frozen=True, slots=True)
class KnowledgePage:
    """The list with nothing open beside it."""

    template: ClassVar[str] = "knowledge/list.html"
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: saved or not yet. `questions` one a line, `tags` with commas."""

    title: str = ""
    body: str = ""
    questions: str = ""
    tags: str = ""
    based_on: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comparison: same, added, removed."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version; `added`, `removed` count characters against the one before."""

    number: int
    by: str
    by_id: str
    at: Ms
    added: int
    removed: int
    live: bool = False
    restored_from: int | None = None


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """What a reader said of a version."""

    id: str
    number: int
    kind: str
    by: str
    at: Ms
    text: str
    dealt_with: bool


@dataclass(frozen=True, slots=True)
class Particulars:
    """Where an article stands, whose it is, who may read it; `seen` goes back with the form."""

    slug: str
    topic: str
    owner_id: str
    audience: frozenset[str]
    review_by: str
    seen: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of it in 90 days."""

    votes: int = 0
    helpful: int = 0
    views: int = 0
    deflections: int = 0
    uses: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewArticle:
    """A new one, or a translation beside its original. do=begin: `title`, `body`, `questions`, `tags`, `language`, `topic`,

    `audience`*, `original`, `made_from`, `gap_id`. do=preview shows what was typed.
    """

    template: ClassVar[str] = "knowledge/new.html"
    shelf: Shelf
    typed: Typed
    language: str
    topic: str
    audience: frozenset[str]
    teams: Sequence[Choice]
    original: str = ""
    original_title: str = ""
    original_html: Markup | None = None
    made_from: int = 0
    gap_id: str = ""
    preview: Markup | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article. do=save: `title`, `body`, `questions`, `tags`, `based_on`, `made_from`; do=preview; do=submit, publish (`number`), ...

    return (`wish`), confirm, archive (`redirect`), revive, restore (`number`), describe (`slug`, `topic`, `owner_id`, `audience`*,
    `review_by`, `seen`), remark (`remark_id`), forget. Query fields: `view` (write, split, changes, translation), `from`, `to`.
    """

    template: ClassVar[str] = "knowledge/article.html"
    shelf: Shelf
    id: str
    language: str
    state: str
    view: str
    typed: Typed
    particulars: Particulars
    address: str
    saved_at: Ms
    author: str
    own: bool
    live: int | None
    tongues: Sequence[Tongue]
    versions: Sequence[VersionRow]
    remarks: Sequence[RemarkRow]
    figures: Figures
    teams: Sequence[Choice]
    owners: Sequence[Choice]
    targets: Sequence[Choice]
    snippets: Sequence[str]
    preview: Markup | None = None
    pieces: Sequence[Piece] = ()
    from_number: int = 0
    to_number: int = 0
    original_id: str = ""
    original_pieces: Sequence[Piece] = ()
    original_number: int = 0
    review_wanted: bool = True
    error: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class SnippetRow:
    """One passage and how many articles it reaches."""

    name: str
    texts: Mapping[str, str]
    version: int
    articles: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class SnippetsPage:
    """do=create: `name`, `text.en`, `text.zh`. do=edit, do=remove: `name`, `version`."""

    template: ClassVar[str] = "knowledge/snippets.html"
    shelf: Shelf
    rows: Sequence[SnippetRow]
    error: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class GapsPage:
    """do=assign: `text`, `language`, `search_ids`, `assignee_id`, `due`. do=change: `gap_id`, `assignee_id`, `due`. do=close: `gap_id`."""

    template: ClassVar[str] = "knowledge/gaps.html"
    shelf: Shelf
    rows: Sequence[GapRow]
    people: Sequence[Choice]
    closed: int
    due: str
    error: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class UsageRow:
    """One article of the report."""

    id: str
    title: str
    language: str
    views: int
    deflections: int
    inserted: int
    sent: int
    solved: int
    reopened: int
    helpful: int | None
    votes: int


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A link that leads nowhere."""

    id: str
    title: str
    target: str
    why: str


@dataclass(frozen=True, slots=True)
class UsagePage:
    """What became of articles in 90 days."""

    template: ClassVar[str] = "knowledge/report.html"
    shelf: Shelf
    rows: Sequence[UsageRow]
    searches: Mapping[str, int]
    broken: Sequence[BrokenRow]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """An article as colleagues read it. Fields of the form: `number` (the version read), `text` (what is wrong in it)."""

    template: ClassVar[str] = "knowledge/read.html"
    id: str
    title: str
    language: str
    number: int
    html: Markup
    internal: bool
    updated_at: Ms
    error: str = ""
    notice: str = ""
