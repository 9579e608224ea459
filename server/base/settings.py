"""The only place that reads the environment. One record, built once, rejecting bad values with what was expected."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from server.base.errors import Invalid

DEMO_MASTER_KEY = "c3dpdGNoYm9hcmQgZGVtbyBkZXNrIGtleSAwMDAwMDA="
MASTER_FILE = "master.key"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that may differ between two desks. Times carry their unit in the name (`_s` seconds, `_ms` milliseconds)."""

    home: str = ".desk"
    database_url: str = ""
    redis_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    desk_name: str = "Switchboard"
    master_key: str = ""
    demo: bool = False
    trusted_proxies: str = ""
    smtp_url: str = ""
    smtp_near: bool = False
    log_level: str = "info"
    language: str = "en"
    # Dispatch
    presence_lease_s: int = 45
    presence_grace_s: int = 45
    leader_lease_s: int = 6
    # Executor
    batch_limit: int = 64
    lock_timeout_s: int = 5
    idle_transaction_s: int = 10
    # Live path
    frame_limit_bytes: int = 65_536
    socket_backlog_bytes: int = 1_048_576
    replay_limit: int = 2_000
    heartbeat_s: int = 15
    # Edges
    body_limit_bytes: int = 262_144
    body_depth_limit: int = 20
    request_timeout_s: int = 15
    attachment_limit_bytes: int = 10_485_760
    attachment_chunk_bytes: int = 262_144
    image_pixels: int = 40_000_000
    message_limit_chars: int = 8_000
    session_hours: int = 12
    invitation_days: int = 7
    login_tries: int = 8
    login_window_s: int = 300
    widget_messages_per_minute: int = 30
    widget_chats_per_hour: int = 20
    api_calls_per_minute: int = 1_200
    search_per_minute: int = 120
    argon_workers: int = 2
    # Work
    reopen_days: int = 7
    default_region: str = "GB"
    webhooks_near: bool = False
    voice_secret: str = ""
    voice_url: str = ""
    voice_tolerance_s: int = 300
    voice_ring_limit_s: int = 600
    voice_silence_s: int = 3_600
    backup_key_days: int = 30
    receipt_days: int = 7
    bench_postgres_url: str = ""
    # Language model: "box" the one that comes along, "words" none, otherwise a folder or a transformers id
    model: str = "box"
    mood_model: str = ""
    mood_labels: str = ""

    @property
    def home_path(self) -> Path:
        """The folder of the desk's own files."""
        return Path(self.home)

    @property
    def sql_url(self) -> str:
        """The database address; a SQLite file in the home when none is set."""
        return self.database_url or f"sqlite:///{self.home_path / 'desk.sqlite'}"

    @property
    def address(self) -> str:
        """The address people use, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    def master_secret(self) -> bytes:
        """Return the 32 bytes of the master key. Raises Invalid when there is none, or the demo's is used by a real desk."""
        text = self.master_key or _key_file(self.home_path) or (DEMO_MASTER_KEY if self.demo else "")
        if not text:
            raise Invalid("settings.master_key_missing", variable="DESK_MASTER_KEY")
        if text == DEMO_MASTER_KEY and not self.demo:
            raise Invalid("settings.master_key_example", variable="DESK_MASTER_KEY")
        return _decoded(text)


def load(environ: Mapping[str, str] | None = None, **override: Any) -> Settings:
    """Return the settings of `DESK_*` variables (the process's own unless given). Raises Invalid naming the variable."""
    source = os.environ if environ is None else environ
    fields = {field.name: field for field in msgspec.structs.fields(Settings)}
    values: dict[str, Any] = {}
    for name, text in source.items():
        if name.startswith("DESK_") and (key := name[5:].lower()) in fields:
            values[key] = _value(name, text, fields[key].type)
    return Settings(**{**values, **override})


def surroundings(**more: str) -> dict[str, str]:
    """Return the environment for a program of ours that needs no setting of the desk: no key and no password goes along."""
    return {name: text for name, text in os.environ.items() if not name.startswith("DESK_")} | more


def _value(name: str, text: str, kind: Any) -> Any:
    if kind is bool:
        if text.lower() not in ("0", "1", "true", "false"):
            raise Invalid("settings.not_boolean", variable=name, came=text)
        return text.lower() in ("1", "true")
    if kind is int:
        if not text.isascii() or not text.isdigit():
            raise Invalid("settings.not_number", variable=name, came=text)
        return int(text)
    return text


def _key_file(home: Path) -> str:
    path = home / MASTER_FILE
    if not path.exists():
        return ""
    if path.stat().st_mode & 0o077:
        raise Invalid("settings.master_key_readable", path=str(path))
    return path.read_text().strip()


def _decoded(text: str) -> bytes:
    try:
        secret = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Invalid("settings.master_key_form", variable="DESK_MASTER_KEY") from None
    if len(secret) != 32:
        raise Invalid("settings.master_key_form", variable="DESK_MASTER_KEY")
    return secret
