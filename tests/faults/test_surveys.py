"""A customer's answer that is cut off on its way, or whose thanks never arrive, is recorded once when they press Send again."""

from __future__ import annotations

import http.client
import time

import pytest

from server.desk.actors import SYSTEM
from server.desk.secrets import InvitationSecret
from server.store.tables.surveys import INVITATIONS
from tests.faults.people import Line
from tests.faults.test_cut import Cutting, cutting
from tests.server.desk.surveys.asked import QUESTIONS, RULES

pytestmark = pytest.mark.faults
__all__ = ["cutting"]
PATIENCE_S = 20.0


def test_an_answer_sent_again_after_a_cut_is_one_answer(cutting: Cutting) -> None:
    address = f"/s/{_asked(cutting)}"
    line = Line(lambda: cutting.scissors.address)
    before = cutting.desk.head()
    cutting.scissors.plan.extend(("before", "after"))
    for _ in range(2):
        with pytest.raises((OSError, http.client.HTTPException)):
            line.form(address, csat="2", words="cut off")
    assert line.form(address, csat="2", words="cut off").status == 303
    kinds = cutting.kinds(before)
    assert (kinds["survey.answered"], kinds["follow_up.opened"], kinds["entry.added"]) == (1, 1, 2)


def _asked(cutting: Cutting) -> str:
    """Let somebody be asked by hand and return the secret of their link."""
    agent = cutting.agent
    ask = cutting.desk.ask
    ask("surveys.create", name="By hand", active=True, questions=QUESTIONS)
    ask("surveys.set_rules", **RULES)
    mei = agent.post("/api/v1/customers", {"name": "Mei"}, "customer-0001")["customer_id"]
    added = ask("identities.add", customer_id=mei, kind="email", value="mei@example.com")
    ask("identities.verify", identity_id=added["identity_id"])
    wish = {"customer_id": mei, "subject": "Lamp", "queue_id": cutting.desk.queue, "assign_to_me": True}
    ticket = agent.post("/api/v1/tickets", wish, "ticket-00001")["ticket_id"]
    cutting.post(agent, f"/api/v1/tickets/{ticket}/survey")
    assert cutting.made["survey.invited"] == 1
    return _token(cutting)


def _token(cutting: Cutting) -> str:
    """Return the secret once the question has left: the serving process sends it by its timer."""
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        with cutting.desk.core.looking(SYSTEM) as look:
            rows = look.rows(INVITATIONS, INVITATIONS.c.sent_at.is_not(None))
            if rows:
                return look.open_all([rows[0].id], InvitationSecret)[rows[0].id].token
        time.sleep(0.1)
    raise AssertionError("the question never left")
