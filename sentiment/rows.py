"""The labelled messages: our own tables, and any tab-separated text with the columns lang, label and text."""

from dataclasses import dataclass
from pathlib import Path

from sentiment.errors import SentimentError
from sentiment.mood import LABELS

DATA = Path(__file__).parent / "data"
TRAINING = ("train_en.tsv", "train_zh.tsv")
HELD_OUT = "heldout.tsv"
NEEDED = ("lang", "label", "text")


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message; topic and author are empty where a table does not tell them."""

    lang: str
    label: str
    text: str
    topic: str = ""
    author: str = ""


def training_rows() -> tuple[Row, ...]:
    """Every message a head may learn from, English first."""
    return tuple(row for name in TRAINING for row in parse((DATA / name).read_text(encoding="utf-8")))


def held_out_rows() -> tuple[Row, ...]:
    """The messages nothing is ever trained or tuned on: other manners of writing, other topics."""
    return parse((DATA / HELD_OUT).read_text(encoding="utf-8"))


def parse(table: str) -> tuple[Row, ...]:
    """The rows of a tab-separated table with a header. Raises SentimentError naming the line that cannot be read."""
    header, *lines = table.removeprefix("\ufeff").splitlines() or [""]
    columns = header.split("\t")
    if not set(NEEDED) <= set(columns):
        raise SentimentError("mood.table_header", expected=", ".join(NEEDED), found=header[:60] or "-")
    rows = tuple(_row(columns, line, n) for n, line in enumerate(lines, start=2) if line.strip())
    if not rows:
        raise SentimentError("mood.table_empty")
    return rows


def _row(columns: list[str], line: str, number: int) -> Row:
    values = line.split("\t")
    if len(values) != len(columns):
        raise SentimentError("mood.table_row", line=number, expected=len(columns), found=len(values))
    named = dict(zip(columns, values, strict=True))
    if named["label"] not in LABELS:
        raise SentimentError("mood.table_label", line=number, found=named["label"][:40] or "-")
    return Row(**{name: named.get(name, "") for name in ("lang", "label", "text", "topic", "author")})
