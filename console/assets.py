"""Static files under addresses that name their content, so that a browser may keep them for ever.

Not a web server: it maps addresses to bytes, the shell answers with them.
"""

import hashlib
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

CACHE_CONTROL = "public, max-age=31536000, immutable"
DIGEST_CHARS = 12
CHECKED_ONLY = ".d.ts"  # declarations for the type checker; no browser asks for them

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("image/svg+xml", ".svg")


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file: its bytes, media type and strong entity tag."""

    body: bytes
    media_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All static files of one build, by name ("js/app.js"), under one digest of the whole set.

    One digest for all files, not one each: modules import each other by relative address, and a page must never
    mix modules of two releases.
    """

    digest: str
    by_name: Mapping[str, Asset]

    def url(self, name: str) -> str:
        """Return the address of the file called `name`, or raise KeyError that lists what exists."""
        if name not in self.by_name:
            raise KeyError(f"expected one of {sorted(self.by_name)}, got {name!r}")
        return f"/static/{self.digest}/{name}"

    def find(self, digest: str, name: str) -> Asset | None:
        """Return the file if `digest` is of this build, else None: an old page must reload, not mix releases."""
        return self.by_name.get(name) if digest == self.digest else None


@lru_cache(maxsize=1)
def assets() -> Assets:
    """Read every file under `console/static` once and return the immutable set."""
    found = {name: _asset(body) for name, body in _walk(files("console") / "static", "")}
    whole = hashlib.sha256()
    for name in sorted(found):
        whole.update(name.encode() + b"\0" + found[name].body)
    typed = {name: Asset(a.body, _media_type(name), a.etag) for name, a in found.items()}
    return Assets(whole.hexdigest()[:DIGEST_CHARS], MappingProxyType(typed))


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for child in folder.iterdir():
        if child.is_dir():
            yield from _walk(child, f"{prefix}{child.name}/")
        elif not child.name.startswith(".") and not child.name.endswith(CHECKED_ONLY):
            yield prefix + child.name, child.read_bytes()


def _asset(body: bytes) -> Asset:
    return Asset(body, "", f'"{hashlib.sha256(body).hexdigest()[:DIGEST_CHARS]}"')


def _media_type(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith("+xml") else kind
