"""Sums of the model's files: what a conversion wrote down, and whether it is still so."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

MADE = "made.json"


def digest(path: Path) -> str:
    """The SHA-256 sum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums(folder: Path) -> dict[str, str]:
    """The sum of every file of a folder but the list itself."""
    return {path.name: digest(path) for path in sorted(folder.iterdir()) if path.name != MADE}


def whole(folder: Path, source_sum: str) -> bool:
    """Whether a folder was converted from that source and every file is still as it was made."""
    try:
        made = json.loads((folder / MADE).read_text("utf-8"))
        return bool(made["source"] == source_sum and made["sums"] == sums(folder))
    except (OSError, ValueError, KeyError):
        return False
