"""What the page of replies kept at hand shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from console.settings_pages import Choice


@dataclass(frozen=True, slots=True)
class MacroRow:
    """One reply with its words in both languages and the queues it belongs to (none: all)."""

    id: str
    version: int
    name: str
    en: str
    zh: str
    queue_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MacrosPage:
    """Replies kept at hand. do=add, do=save, do=remove: `id`, `version`, `name`, `en`, `zh`, `queue`*. `failed`: the refused line, or -."""

    template: ClassVar[str] = "settings/macros.html"
    macros: tuple[MacroRow, ...]
    new: MacroRow
    queues: tuple[Choice, ...]
    failed: str
    errors: Mapping[str, str]
    notice: str = ""
