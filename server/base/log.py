"""The log for whoever runs the desk: one JSON object a line, with every secret the process knows blacked out. Not the event log."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable
from typing import TextIO
from urllib.parse import unquote, urlsplit

from server.base.clock import as_datetime
from server.base.settings import Settings

BLACK = "[secret]"
SHORTEST_SECRET = 6
_LEVELS = {name: getattr(logging, name.upper()) for name in ("debug", "info", "warning", "error")}
_ORDINARY = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "color_message"}


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: at, level, logger, message, fault, and whatever `extra` gave it."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        kept = {
            text for secret in secrets for text in (secret, unquote(secret)) if len(text) >= SHORTEST_SECRET
        }
        self._secrets = sorted(kept, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, without any known secret."""
        line = {
            "at": as_datetime(int(record.created * 1000)).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.redacted(record.getMessage()),
        }
        line |= {k: self.redacted(str(v)) for k, v in record.__dict__.items() if k not in _ORDINARY}
        if record.exc_info:
            line["fault"] = self.redacted(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)

    def redacted(self, text: str) -> str:
        """Return the text with each known secret blacked out."""
        for secret in self._secrets:
            text = text.replace(secret, BLACK)
        return text


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send every logger's records to `stream` (standard error) as JSON lines."""
    target = logging.StreamHandler(stream or sys.stderr)
    target.setFormatter(JsonLines(secrets_of(settings)))
    root = logging.getLogger()
    root.handlers[:] = [target]
    root.setLevel(_LEVELS.get(settings.log_level, logging.INFO))
    # The address of a page may hold a one-time link; what a request did is told by our own records.
    logging.getLogger("uvicorn.access").disabled = True


def secrets_of(settings: Settings) -> set[str]:
    """Return the values that must never be read in a log: keys, and the passwords inside addresses."""
    addresses = (settings.database_url, settings.redis_url, settings.smtp_url)
    passwords = (urlsplit(address).password or "" for address in addresses)
    return {text for text in (settings.master_key, settings.voice_secret, *passwords) if text}
