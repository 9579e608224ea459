"""Twenty fixed messages in both languages, written in the widget, judged behind the log, read back by an agent over the API."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from server.base.clock import SECOND
from server.base.crypto import fingerprint
from server.desk.actors import SYSTEM
from server.desk.sessions import OpenSession
from server.desk.verbs import Command
from server.jobs.moods import Moods
from server.models.encoder import NoEncoder
from server.models.feelings import Feelings
from server.models.state import State
from tests.server.channels.reached import ReachedDesk
from tests.server.live.staffed import LIN

TWENTY = Path(__file__).parents[2] / "sentiment" / "data" / "twenty.psv"
FLOOR = 14
"""Right or "cannot tell", of twenty, by the words alone; set before the messages were judged once."""
TURNED = {("positive", "negative"), ("negative", "positive")}
IRONY = "sarcasm"
"""What the words alone take at its word: the only kind that may be turned upside down, and both of its messages were."""


class Told(NamedTuple):
    """A message, what it is, and what was found of it (None: cannot tell)."""

    text: str
    label: str
    kind: str
    found: str | None


def test_twenty_fixed_messages_are_judged_on_a_fresh_desk(reached: ReachedDesk) -> None:
    asked = [line.split(" | ") for line in TWENTY.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert Counter(language for language, *_ in asked) == {"en": 10, "zh": 10}
    visitor = reached.browser()
    conversation = visitor.chatting("Order SH-77120")
    for _, text, _, _ in asked:
        reached.desk.clock.advance(30 * SECOND)
        assert visitor.write(conversation, text).status_code < 300
    _judge(reached)
    marks = _marks(reached, reached.desk.ticket_of(conversation))
    assert {marks[text]["engine"] for _, text, _, _ in asked} == {"words"}
    told = [Told(text, label, kind, marks[text]["label"]) for _, text, label, kind in asked]
    good = [one for one in told if one.found in (one.label, None)]
    assert len(good) >= FLOOR, [one for one in told if one not in good]
    assert [one for one in told if (one.label, one.found) in TURNED and one.kind != IRONY] == []


def _judge(reached: ReachedDesk) -> None:
    """Let the reader of the log catch up, with the words alone."""
    ready = State(stage="ready", name="words")
    reader = Moods(reached.core, Feelings(NoEncoder()), state=lambda: ready)
    while reader.step():
        continue


def _marks(reached: ReachedDesk, ticket_id: str) -> dict[str, dict[str, Any]]:
    """Return what Lin's screen shows beside each message, by its words."""
    secret = "secret-of-lin"
    opened = OpenSession(user_id=LIN, epoch=1, session_id=fingerprint(secret))
    reached.desk.executor.ask(Command("sessions.open", SYSTEM, opened))
    headers = {"cookie": f"desk={secret}", "origin": reached.desk.settings.address}
    answer = reached.client.get(f"/api/v1/tickets/{ticket_id}/thread", headers=headers)
    assert answer.status_code == 200, answer.text
    return {one["body"]: one["mood"] for one in answer.json()["records"] if one.get("mood")}
