"""What customers see of surveys: the page, the thanks, the end of asking, and the mail. No script, no login."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from console.catalog import catalog
from console.pages import Ms, environment


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in one language. `chosen` is what was answered or tapped before, None for nothing; `problem` a sentence."""

    id: str
    kind: str
    words: str
    values: tuple[int, ...] = ()
    options: tuple[str, ...] = ()
    ends: tuple[str, str] = ("", "")
    required: bool = False
    chosen: int | str | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SurveyPage:
    """The form. Fields: one for each question, by its id. `about`: what it is about, in words; `other`: this page in the other language."""

    template: ClassVar[str] = "survey/page.html"
    name: str
    about: str
    questions: tuple[Asked, ...]
    path: str
    other: str
    changing: bool = False
    problem: str = ""
    preview: bool = False


@dataclass(frozen=True, slots=True)
class ThanksPage:
    """After sending. With `case` a low answer came back as work: its number, and until when somebody gets in touch."""

    template: ClassVar[str] = "survey/thanks.html"
    name: str
    thanks: str
    other: str
    change: str = ""
    case: int | None = None
    by: Ms | None = None


@dataclass(frozen=True, slots=True)
class StopPage:
    """No more surveys: asks once, then says that it is so."""

    template: ClassVar[str] = "survey/stop.html"
    other: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class OverPage:
    """A survey that cannot be answered any more; `words` says why."""

    template: ClassVar[str] = "survey/over.html"
    words: str


@dataclass(frozen=True, slots=True)
class SurveyLetter:
    """The mail that asks: `values` are (value, link) of the one-tap scale, empty for a question without one."""

    desk: str
    hello: str
    question: str
    link: str
    stop: str
    ends: tuple[str, str] = ("", "")
    values: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DigestLetter:
    """The week's figures to the team: each (name, value, answers), and the newest comments are on the page."""

    title: str
    rows: tuple[tuple[str, str, str], ...]
    link: str
    facts: Mapping[str, str] = field(default_factory=dict)


def letter(lang: str, drawn: SurveyLetter) -> str:
    """Return the HTML of the mail that asks. Mail programs know no style sheets, so its styles are attributes."""
    words = catalog(lang)
    return environment().get_template("mail/survey.html").render(page=drawn, t=words, lang=lang)
