"""How well judgements agree with labels: accuracy, macro-F1, per class and language, coverage, calibration. Pure; times nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from sentiment.calibration import Bin, calibration_error, reliability
from sentiment.coverage import Point, at_shares, curve
from sentiment.errors import SentimentError
from sentiment.mood import LABELS, Judgement
from sentiment.rows import Row


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """Precision, recall and F1 (0-1) of a label, and how many rows have it."""

    precision: float
    recall: float
    f1: float
    rows: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a set of rows. `accuracy`, `macro_f1` and `classes` count every row by its leaning, as if nothing abstained.

    `judged` is the share not answered "cannot tell", `accuracy_judged` how often that share is right.
    """

    rows: int
    accuracy: float
    macro_f1: float
    classes: dict[str, ClassFigures]
    confusion: tuple[tuple[int, ...], ...]
    judged: float
    accuracy_judged: float
    coverage: tuple[Point, ...]
    calibration_error: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of all rows and of each language, with the places (from 0) of the rows that were missed."""

    engine: str
    everything: Figures
    languages: dict[str, Figures]
    missed: tuple[int, ...]


def evaluate(rows: Sequence[Row], judgements: Sequence[Judgement]) -> Report:
    """The report of labelled rows and their judgements, in the same order. Raises SentimentError without rows."""
    if not rows:
        raise SentimentError("mood.table_empty")
    pairs = list(zip(rows, judgements, strict=True))
    languages = {
        lang: figures([pair for pair in pairs if pair[0].lang == lang])
        for lang in sorted({r.lang for r in rows})
    }
    missed = tuple(n for n, (row, judgement) in enumerate(pairs) if row.label != judgement.leaning)
    return Report(judgements[0].engine, figures(pairs), languages, missed)


def figures(pairs: Sequence[tuple[Row, Judgement]]) -> Figures:
    """The figures of at least one labelled and judged row."""
    right = [row.label == judgement.leaning for row, judgement in pairs]
    confidences = [judgement.confidence for _, judgement in pairs]
    told = [hit for hit, (_, judgement) in zip(right, pairs, strict=True) if judgement.label]
    counts = confusion(pairs)
    classes = {label: _of_class(counts, n) for n, label in enumerate(LABELS)}
    occurring = [found.f1 for found in classes.values() if found.rows]
    bins = reliability(confidences, right)
    return Figures(
        rows=len(pairs),
        accuracy=sum(right) / len(pairs),
        macro_f1=sum(occurring) / len(occurring),
        classes=classes,
        confusion=counts,
        judged=len(told) / len(pairs),
        accuracy_judged=sum(told) / len(told) if told else 0.0,
        coverage=at_shares(curve(confidences, right)),
        calibration_error=calibration_error(bins),
        bins=bins,
    )


def confusion(pairs: Sequence[tuple[Row, Judgement]]) -> tuple[tuple[int, ...], ...]:
    """Counts in the order of LABELS: rows are true labels, columns what was judged."""
    found = [(row.label, judgement.leaning) for row, judgement in pairs]
    return tuple(tuple(found.count((true, judged)) for judged in LABELS) for true in LABELS)


def _of_class(counts: tuple[tuple[int, ...], ...], place: int) -> ClassFigures:
    hits, true = counts[place][place], sum(counts[place])
    judged = sum(row[place] for row in counts)
    return ClassFigures(
        precision=hits / judged if judged else 0.0,
        recall=hits / true if true else 0.0,
        f1=2 * hits / (true + judged) if true + judged else 0.0,
        rows=true,
    )
