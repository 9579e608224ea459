"""What the log says, and what it must never say."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from server.base.log import JsonLines, configure, secrets_of
from server.base.settings import Settings

SETTINGS = Settings(
    master_key="bWFzdGVyLWtleS1vZi10aGlzLXRlc3Q=",
    database_url="postgresql://desk:p%40ss-word@127.0.0.1/desk",
    smtp_url="smtp://desk:mail-secret@127.0.0.1",
    voice_secret="voice-secret",
)


@pytest.fixture
def restored() -> Iterator[None]:
    """The root logger as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    access = logging.getLogger("uvicorn.access").disabled
    yield
    root.handlers[:], root.level = handlers, level
    logging.getLogger("uvicorn.access").disabled = access


def _line(message: str, *args: object, **extra: object) -> dict[str, str]:
    record = logging.LogRecord("desk", logging.INFO, "x.py", 1, message, args, None)
    record.__dict__.update(extra)
    found: dict[str, str] = json.loads(JsonLines(secrets_of(SETTINGS)).format(record))
    return found


def test_a_record_is_one_line_of_json_with_its_extras() -> None:
    line = _line("batch of %d", 3, queue="que_1")
    assert (line["message"], line["level"], line["queue"]) == ("batch of 3", "info", "que_1")
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize(
    "secret", ["bWFzdGVyLWtleS1vZi10aGlzLXRlc3Q=", "p%40ss-word", "p@ss-word", "mail-secret", "voice-secret"]
)
def test_a_known_secret_is_blacked_out_wherever_it_stands(secret: str) -> None:
    line = _line("cannot reach %s", f"x:{secret}@host", note=f"tried {secret}")
    assert secret not in json.dumps(line)
    assert line["message"] == "cannot reach x:[secret]@host"


@pytest.mark.usefixtures("restored")
def test_a_fault_is_told_with_its_trace_without_the_secret() -> None:
    stream = io.StringIO()
    configure(SETTINGS, stream)
    try:
        raise ValueError("voice-secret")
    except ValueError:
        logging.getLogger("desk").exception("failed")
    line = json.loads(stream.getvalue())
    assert "ValueError: [secret]" in line["fault"]


@pytest.mark.usefixtures("restored")
def test_addresses_of_pages_are_not_logged_since_they_may_hold_one_time_links() -> None:
    configure(SETTINGS, io.StringIO())
    assert logging.getLogger("uvicorn.access").disabled
