"""Where an index lies on disk: generations in folders, a pointer to the current one, sums of its files, one writer's lock.

A process may be killed at any instruction: the pointer moves in one step and only to what is whole. Knows nothing of articles.
"""

import json
import shutil
import zlib
from pathlib import Path

from whoosh.util.filelock import FileLock

POINTER, SUMS, LOCK = "current", "sums.json", "writer.lock"


class Shelf:
    """A folder of generations. Reading needs no lock; everything that changes it is done holding `lock()`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def lock(self) -> FileLock:
        """A lock of the machine, let go by itself when its process dies; not acquired yet."""
        return FileLock(str(self.folder / LOCK))

    def current(self) -> Path | None:
        """The folder of the current generation, None when there is none or it is gone."""
        pointer = self.folder / POINTER
        if not pointer.is_file():
            return None
        name = pointer.read_text(encoding="utf-8", errors="replace").strip()
        path = self.folder / name
        return path if name.startswith("g") and name[1:].isdecimal() and path.is_dir() else None

    def begin(self) -> Path:
        """An empty folder for the next generation; what a killed rebuild left there is cleared away."""
        numbers = [int(path.name[1:]) for path in self._generations()]
        path = self.folder / f"g{max(numbers, default=0) + 1}"
        path.mkdir()
        return path

    def _generations(self) -> list[Path]:
        return [
            path
            for path in self.folder.iterdir()
            if path.is_dir() and path.name[0] == "g" and path.name[1:].isdecimal()
        ]

    def switch(self, path: Path) -> None:
        """Makes a whole generation the current one and removes the others; open readers keep theirs until they close."""
        _write(self.folder / POINTER, path.name)
        for other in self._generations():
            if other != path:
                shutil.rmtree(other, ignore_errors=True)

    def record(self, path: Path) -> None:
        """Notes the sums of a generation's files after a commit. Files never change once written, so known ones are kept."""
        known = _sums(path)
        names = {each.name for each in path.iterdir() if _counts(each)}
        _write(
            path / SUMS, json.dumps({name: known.get(name) or _sum(path / name) for name in sorted(names)})
        )

    def intact(self, path: Path) -> bool:
        """Whether the files are those that were noted, byte by byte. A commit that was not noted yet counts as damage."""
        sums = _sums(path)
        names = {each.name for each in path.iterdir() if _counts(each)}
        return (
            bool(sums)
            and names >= set(sums)
            and _tables(names) == _tables(set(sums))
            and all(_sum(path / name) == noted for name, noted in sums.items())
        )


def _counts(path: Path) -> bool:
    """Whether a file is part of the index: not its lock, our notes, or what a killed writer left half written."""
    return path.is_file() and path.suffix in (".seg", ".toc")


def _tables(names: set[str]) -> set[str]:
    return {name for name in names if name.endswith(".toc")}


def _sums(path: Path) -> dict[str, int]:
    notes = path / SUMS
    if not notes.is_file():
        return {}
    try:
        found = json.loads(notes.read_text(encoding="utf-8"))
    except ValueError:  # damaged notes: as if there were none
        return {}
    return found if isinstance(found, dict) else {}


def _sum(path: Path) -> int:
    return zlib.crc32(path.read_bytes())


def _write(path: Path, text: str) -> None:
    """Replaces a file in one step: readers see the old or the new text, never a part."""
    half = path.with_suffix(".part")
    half.write_text(text, encoding="utf-8")
    half.replace(path)
