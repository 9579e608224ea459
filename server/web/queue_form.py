"""A queue as a form: its texts and its steps from the row, and the queue from what was typed, each refusal beside its field."""

from __future__ import annotations

from typing import Any

from console.settings_pages import RelaxRow
from server.base.errors import DeskError, Invalid
from server.store.tables.staff import Queue
from server.web.kept import Wrong
from server.web.pages import Form, number, numbers, one
from server.web.spans_text import typed_span, written_span

BLANK_STEPS = 2
MOST_STEPS = 12
TEXTS = ("after", "drop", "lower", "widen", "overflow")
SPANS = ("offer_timeout_s", "target_s", "handle_s")


def typed(queue: Queue, language: str) -> dict[str, str]:
    """Return what stands in the text fields of a stored queue."""
    return {
        "name": queue.name,
        "team_id": queue.team_id,
        "calendar_id": queue.calendar_id or "",
        "overflow_queue_id": queue.overflow_queue_id or "",
        "ratio": str(queue.ratio),
        **{name: written_span(getattr(queue, name), language) for name in SPANS},
        **{f"skill.{skill_id}": str(level) for skill_id, level in queue.skills.items()},
    }


def step_rows(queue: Queue, language: str) -> tuple[RelaxRow, ...]:
    """Return the steps, one row for each thing they ask less of, and blank rows for new ones."""
    rows = [row for step in queue.steps for row in _rows(step, written_span(step["after_s"], language))]
    return (*rows, *(RelaxRow("", "", "", any_team=False, widen="", overflow="") for _ in range(BLANK_STEPS)))


def _rows(step: dict[str, Any], after: str) -> list[RelaxRow]:
    """As many rows as the longest list of the step has entries; the others stand in the first of them."""
    drop, widen = step.get("drop", ()), step.get("widen", ())
    lower = [f"{skill}:{by}" for skill, by in step.get("lower", ())]
    return [
        RelaxRow(
            after,
            drop[n] if n < len(drop) else "",
            lower[n] if n < len(lower) else "",
            any_team=bool(step.get("any_team")) and n == 0,
            widen=widen[n] if n < len(widen) else "",
            overflow=step.get("overflow", "") if n == 0 else "",
        )
        for n in range(max(1, len(drop), len(lower), len(widen)))
    ]


def sent_rows(form: Form) -> tuple[RelaxRow, ...]:
    """Return the rows as they were sent."""
    count = sum(name.startswith("step.") and name.endswith(".after") for name in form)
    rows = []
    for n in range(min(count, MOST_STEPS * 2)):
        at = f"step.{n}"
        after, drop, lower, widen, overflow = (one(form, f"{at}.{name}") for name in TEXTS)
        ticked = one(form, f"{at}.any_team") == "yes"
        rows.append(RelaxRow(after, drop, lower, any_team=ticked, widen=widen, overflow=overflow))
    return tuple(rows)


def said(form: Form) -> dict[str, Any]:
    """Return the queue a form asks for. Raises Wrong, naming each field that cannot be read."""
    problems: dict[str, DeskError] = {}
    spans = {name: _span(form, name, problems) for name in SPANS if name in form}
    steps = _steps(form, problems)
    if not one(form, "name").strip():
        problems["name"] = Invalid("name.empty")
    ratio = number(form, "ratio") if "ratio" in form else None
    if isinstance(ratio, str):
        problems["ratio"] = Invalid("number.form", came=ratio[:20])
    if problems:
        raise Wrong(problems)
    return {
        "name": one(form, "name"),
        "team_id": one(form, "team_id"),
        "channels": form.get("channel", []),
        "skills": numbers(form, "skill."),
        "auto_accept": form.get("auto", []),
        "calendar_id": one(form, "calendar_id"),
        "overflow_queue_id": one(form, "overflow_queue_id"),
        "ratio": ratio,
        "steps": steps,
        **spans,
    }


def _span(form: Form, name: str, problems: dict[str, DeskError]) -> int:
    """A length of time; a bare number is seconds here, as the fields of queues always were."""
    text = one(form, name).strip()
    try:
        seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else typed_span(text)
    except Invalid as refusal:
        problems[name] = refusal
        return 0
    if seconds is None:
        problems[name] = Invalid("span.form", came=text)
    return seconds or 0


def _steps(form: Form, problems: dict[str, DeskError]) -> list[dict[str, Any]]:
    """One step for all rows of the same waiting time; a row that asks nothing less is left out."""
    found: dict[int, dict[str, Any]] = {}
    for place, row in enumerate(sent_rows(form)):
        if not (row.drop or row.lower or row.any_team or row.widen or row.overflow or row.after.strip()):
            continue
        after = _span(form, f"step.{place}.after", problems)
        step = found.setdefault(
            after, {"after_s": after, "drop": [], "lower": [], "any_team": False, "widen": [], "overflow": ""}
        )
        skill, _, by = row.lower.partition(":")
        step["drop"] += [row.drop] if row.drop else []
        step["lower"] += [[skill, int(by)]] if by.isdigit() else []
        step["widen"] += [row.widen] if row.widen else []
        step["any_team"] = step["any_team"] or row.any_team
        step["overflow"] = step["overflow"] or row.overflow
    return list(found.values())
