"""What the pages of surveys are given where they are written: the list with the rules of asking, and one survey as it is edited."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from console.pages import Ms
from console.settings_pages import Choice

KINDS = ("csat", "nps", "ces", "choice", "text")
OCCASIONS = ("solved", "call_ended")


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """One survey of the list. `missing`: how many texts it lacks in a language."""

    id: str
    name: str
    active: bool
    questions: int
    occasions: tuple[str, ...]
    sample_percent: int
    queues: tuple[str, ...]
    missing: int
    sent: int
    answered: int
    version: int


@dataclass(frozen=True, slots=True)
class SurveyList:
    """do=create: `name`. do=rules: the fields of `rules`; quiet hours as `quiet_from` and `quiet_to` (HH:MM)."""

    template: ClassVar[str] = "settings/surveys.html"
    rows: tuple[SurveyLine, ...]
    rules: Mapping[str, int | bool | str]
    error: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class BranchFields:
    """If the answer is one of `values` (numbers with commas), go on at `to`."""

    values: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class QuestionFields:
    """One question as edited: fields `q<n>.id` and so on, each under its name here.

    Options stand one a line; branches are `q<n>.if<m>` and `q<n>.to<m>`.
    """

    id: str
    kind: str
    en: str = ""
    zh: str = ""
    options_en: str = ""
    options_zh: str = ""
    required: bool = False
    branches: tuple[BranchFields, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of the history."""

    version: int
    at: Ms
    by: str
    name: str
    questions: int
    active: bool


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """One survey. do=save, remove; do=restore with `restored`.

    do=add (with `new_kind`), up:<n>, down:<n>, drop:<n> change the form only.
    """

    template: ClassVar[str] = "settings/survey.html"
    id: str
    version: int
    name: str
    active: bool
    questions: tuple[QuestionFields, ...]
    thanks_en: str
    thanks_zh: str
    occasions: tuple[str, ...]
    queue_ids: tuple[str, ...]
    queues: tuple[Choice, ...]
    numbers: Mapping[str, int | str]
    history: tuple[VersionLine, ...] = field(default=())
    unsaved: bool = False
    error: str = ""
    notice: str = ""
