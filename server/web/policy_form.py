"""A service policy as a form: its fields from the stored policy, and the policy from what was typed, with each refusal beside its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from console.service_pages import StepRow
from server.base.errors import DeskError, Invalid
from server.base.i18n import translate
from server.desk.policies import PRIORITIES
from server.web.kept import Wrong
from server.web.pages import Form, number, one
from server.web.spans_text import typed_span, written_span
from sla import KINDS, Policy, Target

LISTS = ("queue", "priority", "channel")
TYPED = ("segment", "language", "tag")
BLANK_STEPS = 2
MOST_STEPS = 60
Names = Mapping[str, str]


def ticked(policy: Policy) -> dict[str, tuple[str, ...]]:
    """Return what is ticked in the form of a stored policy, by field."""
    found = {
        f"cond.{one.field}": tuple(sorted(one.any_of)) for one in policy.conditions if one.field in LISTS
    }
    around = tuple(kind for kind, target in policy.targets.items() if target.around_the_clock)
    return {
        **found,
        "around": around,
        "pause": tuple(sorted(policy.pause_also)),
        "count": tuple(sorted(policy.replies_by - {"human"})),
    }


def typed(policy: Policy, language: str) -> dict[str, str]:
    """Return what stands in the text fields of a stored policy, by field."""
    found = {
        f"cond.{one.field}": ", ".join(sorted(one.any_of)) for one in policy.conditions if one.field in TYPED
    }
    for kind, target in policy.targets.items():
        found[f"goal.{kind}"] = written_span(target.seconds, language)
    for priority, own in policy.by_priority.items():
        for kind, target in own.items():
            found[f"goal.{priority}.{kind}"] = written_span(target.seconds, language)
    answer = policy.targets.get("answer")
    found["share"] = f"{answer.share * 100:g}" if answer and answer.share else ""
    found["reopen_days"] = "" if policy.reopen_days is None else str(policy.reopen_days)
    return found


def step_rows(policy: Policy, language: str) -> tuple[StepRow, ...]:
    """Return the steps, one row for each of their actions, and blank rows for new ones."""
    rows = []
    for step in policy.steps:
        when, amount = "percent", f"{step.percent}"
        if step.offset_s is not None:
            when, amount = (
                "after" if step.offset_s > 0 else "before",
                written_span(abs(step.offset_s), language),
            )
        for action in step.actions:
            free = action.kind in ("tag", "webhook")
            act = action.kind if free or not action.to else f"{action.kind}:{action.to}"
            rows.append(StepRow(step.id, step.clock, when, amount, act, action.to if free else ""))
    return (*rows, *blank_rows())


def blank_rows() -> tuple[StepRow, ...]:
    """Return empty rows to write new steps into."""
    return tuple(StepRow("", "", "percent", "", "", "") for _ in range(BLANK_STEPS))


def sent_rows(form: Form) -> tuple[StepRow, ...]:
    """Return the rows as they were sent, those left out with them."""
    count = sum(name.startswith("step.") and name.endswith(".clock") for name in form)
    names = ("id", "clock", "when", "amount", "act", "text")
    return tuple(
        StepRow(*(one(form, f"step.{n}.{name}") for name in names)) for n in range(min(count, MOST_STEPS))
    )


def policy_said(form: Form) -> dict[str, Any]:
    """Return the body of a policy that a form asks for. Raises Wrong, naming each field that cannot be read."""
    problems: dict[str, DeskError] = {}
    body = {
        "name": one(form, "name"),
        "calendar_id": one(form, "calendar_id") or None,
        "conditions": _conditions(form),
        "targets": _targets(form, "goal", problems),
        "by_priority": {
            priority: own for priority in PRIORITIES if (own := _targets(form, f"goal.{priority}", problems))
        },
        "steps": _steps(form, problems),
        "pause_also": form.get("pause", []),
        "replies_by": ["human", *form.get("count", [])],
        "apply": one(form, "apply") == "yes",
        "reopen_days": number(form, "reopen_days") if one(form, "reopen_days").strip() else None,
    }
    if isinstance(body["reopen_days"], str):
        problems["reopen_days"] = Invalid("number.form", came=body["reopen_days"][:20])
    if not one(form, "name").strip():
        problems["name"] = Invalid("name.empty")
    if problems:
        raise Wrong(problems)
    return body


def _conditions(form: Form) -> list[dict[str, Any]]:
    said = [(field, form.get(f"cond.{field}", [])) for field in LISTS]
    said += [(field, listed(one(form, f"cond.{field}"))) for field in TYPED]
    return [{"field": field, "any_of": values} for field, values in said if values]


def listed(text: str) -> list[str]:
    """Return the words of a list, separated by commas of either script."""
    parts = text.replace("，", ",").replace("、", ",").replace("；", ",").split(",")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _targets(form: Form, prefix: str, problems: dict[str, DeskError]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for kind in KINDS:
        name = f"{prefix}.{kind}"
        try:
            seconds = typed_span(one(form, name))
        except Invalid as refusal:
            problems[name] = refusal
            continue
        if seconds is not None:
            found[kind] = {"seconds": seconds, "around_the_clock": kind in form.get("around", [])}
    if "answer" in found and (share := one(form, "share").strip()):
        if share.isdigit() and 1 <= int(share) <= 100:
            found["answer"]["share"] = int(share) / 100
        else:
            problems["share"] = Invalid("number.percent", came=share[:20])
    return found


def _steps(form: Form, problems: dict[str, DeskError]) -> list[dict[str, Any]]:
    """One step for all rows that happen at the same time of the same clock; a row without a clock is left out."""
    found: dict[tuple[str, str, int], dict[str, Any]] = {}
    taken = {row.id for row in sent_rows(form)}
    for place, row in enumerate(sent_rows(form)):
        if not row.clock:
            continue
        try:
            at = _at(row)
            action = _action(row)
        except Invalid as refusal:
            problems[f"step.{place}"] = refusal
            continue
        step = found.setdefault((row.clock, *at), {"clock": row.clock, at[0]: at[1], "actions": []})
        if "id" not in step:
            step["id"] = row.id or _fresh(taken)
        step["actions"].append(action)
    return list(found.values())


def _fresh(taken: set[str]) -> str:
    made = next(f"s{n}" for n in range(1, MOST_STEPS * 2) if f"s{n}" not in taken)
    taken.add(made)
    return made


def _at(row: StepRow) -> tuple[str, int]:
    if row.when == "percent":
        text = row.amount.strip().removesuffix("%").strip()
        if not text.isdigit() or int(text) > 1_000:
            raise Invalid("number.percent", came=row.amount[:20])
        return "percent", int(text)
    seconds = typed_span(row.amount)
    if seconds is None:
        raise Invalid("span.form", came=row.amount[:20])
    return "offset_s", seconds if row.when == "after" else -seconds


def _action(row: StepRow) -> dict[str, str]:
    kind, _, to = row.act.partition(":")
    if not kind:
        raise Invalid("policy.act")
    if kind in ("tag", "webhook") and not row.text.strip():
        raise Invalid("policy.text")
    return {"kind": kind, "to": to or row.text.strip() if kind in ("tag", "webhook") else to}


def says(policy: Policy, language: str, queues: Names) -> tuple[str, ...]:
    """Return the conditions in sentences; none for a policy that takes all work."""
    held = (one for one in policy.conditions if one.any_of)
    return tuple(says_one(one.field, sorted(one.any_of), language, queues) for one in held)


def says_one(field: str, values: list[str], language: str, queues: Names) -> str:
    """Return one condition in a sentence."""

    def named(value: str) -> str:
        if field == "queue":
            return queues.get(value, value)
        try:
            return translate(language, f"{field}.{value}")
        except KeyError:
            return value

    either = translate(language, "settings.or")
    return translate(language, f"settings.when.{field}", values=either.join(map(named, values)))


def goals(targets: Mapping[Any, Target], language: str) -> tuple[tuple[str, str], ...]:
    """Return (clock, time) of a policy's targets, in the order of the clocks."""
    known: Callable[[str], Target | None] = targets.get
    return tuple(
        (kind, written_span(one.seconds, language)) for kind in KINDS if (one := known(kind)) and one.seconds
    )
