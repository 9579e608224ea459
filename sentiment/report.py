"""An evaluation as plain values for JSON, and as a table for a terminal. Measures nothing itself."""

from dataclasses import asdict

from sentiment.evaluation import Figures, Report


def as_values(report: Report) -> dict[str, object]:
    """The whole report as dictionaries, lists and numbers; shares from 0 to 1."""
    return asdict(report)


def as_text(report: Report) -> str:
    """The report as lines of at most 110 characters; shares in percent."""
    parts = {"all": report.everything} | report.languages
    lines = [f"engine {report.engine}", ""]
    for name, figures in parts.items():
        lines += [*_told(name, figures), ""]
    return "\n".join(lines)


def _told(name: str, figures: Figures) -> list[str]:
    return [
        f"{name}: {figures.rows} rows, accuracy {figures.accuracy:.1%}, macro-F1 {figures.macro_f1:.3f}",
        f"  calibration error {figures.calibration_error:.3f}",
        f"  judged {figures.judged:.1%}, of these right {figures.accuracy_judged:.1%}",
        *(
            f"  {label:<9} precision {found.precision:.2f}  recall {found.recall:.2f}  F1 {found.f1:.2f}  rows {found.rows}"
            for label, found in figures.classes.items()
        ),
        "  coverage "
        + "  ".join(f"{point.coverage:.0%}: {point.accuracy:.1%}" for point in figures.coverage),
    ]
