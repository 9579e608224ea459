"""The language model at work: milliseconds and messages a second to judge a mood, beside the words alone, and what the process weighs.

A figure of this machine alone: the model runs on one thread, so a second worker doubles what is done and what it weighs.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence

from sentiment.judge import words_judge
from sentiment.rows import held_out_rows
from server.base.settings import load
from server.bench.measure import Figure
from server.models.encoder import WORDS
from server.models.feelings import Feelings
from server.models.models import Models

MESSAGES = 60
READY_S, DEADLINE_S = 300.0, 10.0
MOST_MS, MOST_MB = 40.0, 600
SETTLED = ("ready", "off", "absent", "refused")


def figures() -> Iterator[Figure]:
    """Yield what encoding and judging take; nothing where no model can be had, since there is nothing to measure then."""
    models = Models(load())
    models.start()
    try:
        until = time.monotonic() + READY_S
        while models.state.stage not in SETTLED and time.monotonic() < until:
            models.wait(0.2)
        if models.name != WORDS:
            yield from _figures(models)
    finally:
        models.stop()


def _figures(models: Models) -> Iterator[Figure]:
    texts = [row.text for row in held_out_rows()][::5][:MESSAGES]
    feelings = Feelings(models)
    encoding = _median(texts, lambda text: models.encode([text], "query", DEADLINE_S))
    judging = _median(texts, lambda text: feelings.judge([text], DEADLINE_S))
    words = _median(texts, lambda text: words_judge().judge([text]))
    yield _within("encode a message", encoding, words)
    yield _within("judge a mood with its phrase", judging, words)
    rate = 1000 / judging
    yield Figure(
        "moods a second, one worker", rate, 1000 / words, "messages/s", rate * words / 1000, "none", True
    )
    memory = float(models.state.memory_mb)
    yield Figure(
        "memory of the model process",
        memory,
        MOST_MB,
        "MB",
        memory / MOST_MB,
        f"<= {MOST_MB} MB",
        memory <= MOST_MB,
    )


def _within(name: str, value: float, reference: float) -> Figure:
    return Figure(
        name, value, reference, "ms", value / reference, f"<= {MOST_MS:.0f} ms here", value <= MOST_MS
    )


def _median(texts: Sequence[str], work: Callable[[str], object]) -> float:
    """Milliseconds of the median text; the first is done once before, to load what loads late."""
    work(texts[0])
    taken = []
    for text in texts:
        begun = time.perf_counter()
        work(text)
        taken.append(time.perf_counter() - begun)
    return 1000 * statistics.median(taken)
