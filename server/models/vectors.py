"""`python -m server.models.vectors FILE.jsonl`: the vector of every message the mood head learns from, for `sentiment.training`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sentiment.rows import training_rows
from server.base.settings import load
from server.models.encoder import WORDS
from server.models.models import Models

SETTLED = ("ready", "off", "absent", "refused")
DEADLINE_S = 60.0
DECIMALS = 6


def main(target: str) -> int:
    """Write the vectors; without a model at work nothing is written, and the exit code is 1."""
    models = Models(load())
    models.start()
    try:
        while models.state.stage not in SETTLED:
            models.wait(0.2)
        if models.name == WORDS:
            sys.stderr.write(f"no model is at work: {models.state.stage} {models.state.code}\n")
            return 1
        Path(target).write_text("".join(_line(models, row.text) for row in training_rows()), "utf-8")
    finally:
        models.stop()
    return 0


def _line(models: Models, text: str) -> str:
    (vector,) = models.encode([text], "query", DEADLINE_S) or [[]]
    return (
        json.dumps({"text": text, "vector": [round(x, DECIMALS) for x in vector]}, ensure_ascii=False) + "\n"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
