"""How long the web process takes to load, beside the bare imports of its libraries, each in a fresh interpreter."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator

from server.bench.measure import Figure

LIBRARIES = (
    "import starlette.applications, starlette.routing, uvicorn, uvloop, httptools, websockets, sqlalchemy, psycopg, redis, jinja2, "
    "msgspec, "
    "cryptography.hazmat.primitives.ciphers.aead, argon2, nh3, babel.dates, phonenumbers, PIL.Image, alembic.command, "
    "alembic.config, whoosh.index, whoosh.searching, whoosh.query.compound, rapidfuzz.process, markdown_it"
)
PAIRS = 5


def figures() -> Iterator[Figure]:
    """Yield the CPU seconds of loading the server against those of loading its libraries."""
    taken = [(_run("import server.app"), _run(LIBRARIES)) for _ in range(PAIRS)]
    subject, reference = (statistics.median(side) for side in zip(*taken, strict=True))
    ratio = statistics.median(ours / bare for ours, bare in taken)
    yield Figure(
        "start of the web process", subject, reference, "CPU s", ratio, "<= 1.3 x its libraries", ratio <= 1.3
    )


def _run(code: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own interpreter and text
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
