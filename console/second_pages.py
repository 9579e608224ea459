"""What the pages of two-step sign-in are given. `error` is a sentence, `notice` a catalog key."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CodePage:
    """The second step of signing in. Fields: `code`, `kind` ("recovery"), `trust`."""

    template: ClassVar[str] = "code.html"
    recovery: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class SecondPage:
    """One's own two-step sign-in. do=begin, do=remove: `password_now`. do=confirm: `code`. `key` and `link` while it is set up.

    `codes` are new recovery codes, shown once; `left` how many there still are.
    """

    template: ClassVar[str] = "second.html"
    on: bool
    key: str = ""
    link: str = ""
    codes: tuple[str, ...] = ()
    left: int = 0
    error: str = ""
    notice: str = ""
