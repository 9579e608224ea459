"""The words of the product in each language: catalogs as JSON, plain `{name}` places, plural forms by language.

Not a negotiator: which language a person gets is decided by the shell.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

LANGUAGES = ("en", "zh")
Text = str | Mapping[str, str]

# CLDR cardinal rules for whole numbers, https://cldr.unicode.org/index/cldr-spec/plural-rules
PLURAL_FORM: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {"en": lambda n: "one" if n == 1 else "other", "zh": lambda _: "other"}
)
PLACE = re.compile(r"\{(\w+)\}")
HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z0-9#£$¥€+]")


@dataclass(frozen=True, slots=True)
class Catalog:
    """One language's texts. Calling it translates: `t("work.waiting", n=3)`."""

    lang: str
    texts: Mapping[str, Text]

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of `key` with its places filled. `n` chooses the plural form.

        Raises KeyError when the key or a value for one of its places is missing.
        """
        if key not in self.texts:
            raise KeyError(f"no text for {key!r} in the {self.lang} catalog")
        text = self.texts[key]
        if not isinstance(text, str):
            text = text[self._form(key, values)]
        return PLACE.sub(lambda place: _spaced(place, str(values[place[1]])), text)

    def has(self, key: str) -> bool:
        """Return whether there is a text for `key`."""
        return key in self.texts

    def or_plain(self, key: str, fallback: str) -> str:
        """Return the text of `key`, or `fallback` for names that people may add (a reason, a scope)."""
        return self(key) if key in self.texts else fallback

    def _form(self, key: str, values: Mapping[str, object]) -> str:
        n = values.get("n")
        if not isinstance(n, int):
            raise KeyError(f"{key!r} has plural forms: expected a whole number n, got {n!r}")
        return PLURAL_FORM[self.lang](n)


def _spaced(place: re.Match[str], value: str) -> str:
    """Return a value with a space wherever Han meets Latin letters or digits, as Chinese is set."""
    before, after = place.string[: place.start()][-1:], place.string[place.end() :][:1]
    left = " " if HAN.match(before) and LATIN.match(value[:1]) else ""
    return left + value + (" " if HAN.match(after) and LATIN.match(value[-1:]) else "")


@lru_cache(maxsize=len(LANGUAGES))
def catalog(lang: str) -> Catalog:
    """Return the catalog of `lang`, one of LANGUAGES; raise KeyError for any other."""
    if lang not in LANGUAGES:
        raise KeyError(f"expected one of {LANGUAGES}, got {lang!r}")
    raw: dict[str, Text] = json.loads((files("console") / "locales" / f"{lang}.json").read_text("utf-8"))
    return Catalog(lang, MappingProxyType(raw))


def places(text: Text) -> frozenset[str]:
    """Return the names of the places in a text, over all its plural forms, `n` left out (a form may spell it)."""
    forms = [text] if isinstance(text, str) else list(text.values())
    return frozenset(name for form in forms for name in PLACE.findall(form)) - {"n"}
