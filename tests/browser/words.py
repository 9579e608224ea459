"""The words people read, from the catalogs, so that one story is told in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).parents[2] / "console" / "locales"


class Words:
    """The catalog of one language; `words("offer.accept")` is what the button says."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts: dict[str, Any] = json.loads((LOCALES / f"{language}.json").read_text("utf-8"))

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its values; of a plural, the form for `n` in this language."""
        text = self._texts[key]
        if isinstance(text, dict):
            text = text.get("one" if values.get("n") == 1 else "other", text["other"])
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return str(text)
