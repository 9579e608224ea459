"""`evaluate sentiment FILE.tsv`: how well the desk judges labelled messages, with and without the model. And `evaluate knowledge`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sentiment.errors import SentimentError
from sentiment.evaluation import Report, evaluate
from sentiment.judge import words_judge
from sentiment.mood import Judgement
from sentiment.report import as_text, as_values
from sentiment.rows import parse
from server.base.clock import monotonic
from server.base.errors import Invalid
from server.base.settings import Settings, load
from server.cli import evaluate_knowledge
from server.models.encoder import WORDS
from server.models.feelings import Feelings
from server.models.models import Models

READY_S, DEADLINE_S = 600.0, 30.0
SETTLED = ("ready", "off", "absent", "refused")


def add_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this module's verbs."""
    parser = verbs.add_parser("evaluate", help="measure answers of the desk on labelled data")
    subjects = parser.add_subparsers(title="subjects", metavar="SUBJECT", required=True)
    moods = subjects.add_parser("sentiment", help="moods of messages: header lang, label, text")
    moods.add_argument("file", type=Path)
    moods.add_argument("--json", action="store_true", help="print the figures as JSON")
    moods.set_defaults(action=sentiment)
    evaluate_knowledge.add(subjects, model)


def sentiment(given: argparse.Namespace) -> int:
    """Judge every message of the file and print accuracy, macro-F1, classes, languages, coverage, calibration, milliseconds."""
    settings = load()
    try:
        rows = parse(_text(given.file))
        texts = [row.text for row in rows]
        found = []
        with model(settings) as models:
            feelings = Feelings(models)
            if feelings.at_work != WORDS:
                judged, ms = _timed(texts, lambda text: feelings.judge([text], DEADLINE_S)[0])
                found.append((evaluate(rows, judged), ms))
        judged, ms = _timed(texts, lambda text: words_judge().judge([text])[0])
        found.append((evaluate(rows, judged), ms))
    except SentimentError as refusal:
        print(refusal.text(settings.language), file=sys.stderr)
        return 1
    print(_json(found) if given.json else "\n".join(_told(report, ms) for report, ms in found))
    return 0


@contextmanager
def model(settings: Settings) -> Iterator[Models]:
    """Yield the model of these settings when it is at work, or when it is known that there is none; end it afterwards."""
    models = Models(settings)
    models.start()
    until = monotonic() + READY_S
    told = ""
    try:
        while models.state.stage not in SETTLED and monotonic() < until:
            if models.state.stage != told:
                told = models.state.stage
                print(f"the model: {told}", file=sys.stderr, flush=True)
            models.wait(0.2)
        yield models
    finally:
        models.stop()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise Invalid("evaluate.file", path=str(path), reason=str(fault)) from fault


def _timed(texts: list[str], judge: Any) -> tuple[list[Judgement], float]:
    """The judgements, and the milliseconds each took on average; the first is judged once before, to load what loads late."""
    judge(texts[0])
    begun = monotonic()
    found = [judge(text) for text in texts]
    return found, 1000 * (monotonic() - begun) / len(texts)


def _told(report: Report, ms: float) -> str:
    return f"{as_text(report)}{ms:.1f} ms a message\n"


def _json(found: list[tuple[Report, float]]) -> str:
    values = [as_values(report) | {"ms_per_message": round(ms, 2)} for report, ms in found]
    return json.dumps({"best": values[0]["engine"], "engines": values}, ensure_ascii=False)
