"""Where the desk's model stands, in plain values for a page, the doctor and the log. Decides nothing."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from server.models.encoder import WORDS

Stage = Literal["off", "installing", "converting", "starting", "ready", "restarting", "absent", "refused"]
"""`off` by the setting; `absent`: cannot be installed here; `refused`: this model cannot be used. The last two say why."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """`share` (0 to 1) is how far the stage has come; `code` and `detail` are a sentence of the catalogs."""

    stage: Stage
    name: str = WORDS
    share: float = 0.0
    code: str = ""
    detail: dict[str, Any] = {}
    dimensions: int = 0
    memory_mb: int = 0
    restarts: int = 0
