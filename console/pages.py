"""The pages of the desk: what each one is given, and the template environment that draws it.

Not the routes: the shell reads the data, fills one of these records and calls `render`. Every form in a template
posts to the address it was shown at; its field names stand in the record's docstring.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import ClassVar, Literal, Protocol
from zoneinfo import ZoneInfo

import jinja2
from babel.dates import format_datetime
from markupsafe import Markup

from console.assets import assets
from console.catalog import Text, catalog

Theme = Literal["auto", "light", "dark"]
Ms = int  # milliseconds since 1970, UTC
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Texts that only server-drawn pages use: not worth sending to the console's scripts.
# How a moment is written, https://unicode.org/reports/tr35/tr35-dates.html#Date_Format_Patterns
WRITTEN = {"en": "d MMM y, HH:mm", "zh": "y 年 M 月 d 日 HH:mm"}
PAGE_ONLY = (
    "help.",
    "lab.",
    "knowledge.",
    "settings.",
    "auth.",
    "outbox.",
    "directory.",
    "account.",
    "mail.",
    "verb.",
    "audit.",
)


class Page(Protocol):
    """Anything `render` can draw: a record whose class names its template."""

    @property
    def template(self) -> str:
        """The name of the template file, relative to `console/templates`."""
        ...


@dataclass(frozen=True, slots=True)
class Me:
    """The person who looks."""

    id: str
    name: str
    email: str
    role: str

    @property
    def leads(self) -> bool:
        """Return whether this person may see the board of queues and agents."""
        return self.role in ("supervisor", "administrator")

    @property
    def edits(self) -> bool:
        """Return whether this person may write what customers read: surveys, articles."""
        return self.role in ("editor", "administrator")

    @property
    def writes(self) -> bool:
        """Return whether this person may write and approve articles."""
        return self.role in ("editor", "supervisor", "administrator")

    @property
    def administers(self) -> bool:
        """Return whether this person may change the settings of the desk."""
        return self.role == "administrator"


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page gets: language ("en", "zh"), theme, desk name, IANA zone, address, who looks (None: nobody)."""

    lang: str
    theme: Theme
    desk: str
    zone: str
    path: str
    me: Me | None = None


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A login that exists only in the demo desk, shown on the sign-in page."""

    name: str
    role: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class LoginPage:
    """Fields: `email`, `password`, `next`. `error` is a DeskError code, `notice` a catalog key."""

    template: ClassVar[str] = "login.html"
    email: str = ""
    error: str = ""
    notice: str = ""
    next_path: str = "/"
    demo: tuple[DemoLogin, ...] = ()


@dataclass(frozen=True, slots=True)
class ForgotPage:
    """Field: `email`. After sending, `sent` is True whether or not the address is known."""

    template: ClassVar[str] = "forgot.html"
    email: str = ""
    sent: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """Where an invitation or reset link leads. Fields: `password`, `again`. The token stays in the address."""

    template: ClassVar[str] = "password.html"
    kind: Literal["invite", "reset"]
    email: str
    name: str
    least_chars: int = 12
    error: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of the outbox; `links` are the addresses found in its text. `state`: waiting, sent, dead; `failure`: why it failed."""

    id: str
    to: str
    subject: str
    at: Ms
    text: str
    links: tuple[str, ...] = ()
    state: str = "waiting"
    attempts: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class OutboxPage:
    """The mails of the desk, newest first; all of them wait here until an SMTP server is set. do=retry: `mail_id`."""

    template: ClassVar[str] = "outbox.html"
    mails: tuple[Mail, ...]
    error: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An answer that is not the page asked for; `code` is a DeskError code."""

    template: ClassVar[str] = "error.html"
    status: int
    code: str


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """The agent console. `snapshot` is the JSON text of the session's snapshot."""

    template: ClassVar[str] = "console.html"
    snapshot: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The supervisor's live board, from a snapshot of the same kind."""

    template: ClassVar[str] = "board.html"
    snapshot: str


@dataclass(frozen=True, slots=True)
class WallPage:
    """The board for a screen on the wall, from a snapshot of the same kind."""

    template: ClassVar[str] = "wall.html"
    snapshot: str


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One line of the directory; `identities` are already masked for who looks, each (kind, text, verified)."""

    id: str
    name: str
    organisation: str
    language: str
    identities: tuple[tuple[str, str, bool], ...]
    open_tickets: int
    last_at: Ms | None


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """Customers, browsed or searched. Query fields: `q`, `after` (cursor)."""

    template: ClassVar[str] = "directory.html"
    query: str
    rows: tuple[CustomerRow, ...]
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own settings. Fields: `lang`, `theme`; or `password_now`, `password`, `again`. `do` tells which."""

    template: ClassVar[str] = "account.html"
    error: str = ""
    notice: str = ""
    least_chars: int = 12


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Return the template environment: strict about undefined names, escaping everything."""
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("console"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["asset"] = assets().url
    env.globals["initials"] = initials
    env.globals["tone"] = tone
    env.globals["data_block"] = data_block
    env.globals["script_texts"] = script_texts
    return env


def render(frame: Frame, page: Page) -> str:
    """Return the HTML of `page` as `frame` wants it. Raises jinja2.UndefinedError for a name nobody gave."""
    zone = ZoneInfo(frame.zone)

    def moment(at: Ms) -> str:
        when = _EPOCH + timedelta(milliseconds=at)
        return format_datetime(when, WRITTEN[frame.lang], tzinfo=zone, locale=frame.lang)

    return (
        environment()
        .get_template(page.template)
        .render(
            frame=frame,
            page=page,
            t=catalog(frame.lang),
            lang=frame.lang,
            html_lang="zh-CN" if frame.lang == "zh" else "en",
            theme=frame.theme,
            me=frame.me,
            moment=moment,
        )
    )


def initials(name: str) -> str:
    """Return what an avatar shows: the surname character of a Chinese name, else up to two first letters."""
    name = name.strip()
    if not name:
        return "?"
    if "\u4e00" <= name[0] <= "\u9fff":
        return name[0]
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def tone(thing_id: str) -> int:
    """Return the avatar colour, 1 to 6, of whoever has this id; the scripts count the same way."""
    return sum(map(ord, thing_id)) % 6 + 1


def data_block(text: str) -> Markup:
    """Return JSON text that may stand inside a script element: the three characters that could end it are escaped.

    They occur in JSON only inside strings, where a \\u escape means the same.
    """
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


def script_texts(lang: str) -> Markup:
    """Return the catalog of `lang` as JSON for scripts, without the texts only server-drawn pages use."""
    kept: dict[str, Text] = {k: v for k, v in catalog(lang).texts.items() if not k.startswith(PAGE_ONLY)}
    return data_block(json.dumps(kept, ensure_ascii=False, default=dict))
