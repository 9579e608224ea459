"""Asked where they are: in the widget when the chat is solved, and by the keys of the telephone when the call is over."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from server.base.errors import Unknown
from server.desk.actors import Actor
from server.desk.readings.widget import widget_chat
from server.store.tables.surveys import INVITATIONS, Invitation
from tests.server.desk.surveys.asked import DAY_MS, QUESTIONS, AskingDesk
from tests.server.live.staffed import LIN, ORDERS, StaffedDesk, staff

NETWORK = Actor("provider", "test")
CALL = [
    {"id": "csat", "kind": "csat", "words": {"en": "Press 1 to 5", "zh": "请按 1 到 5"}, "required": True}
    | {"branches": [{"values": [4, 5], "to": "end"}]},
    {"id": "why", "kind": "choice", "words": {"en": "Why?", "zh": "原因？"}}
    | {"options": {"en": ["Slow", "Not solved"], "zh": ["太慢", "没解决"]}},
    QUESTIONS[1],
]


class Chat:
    """A chat of somebody's whom nobody knows, solved by Lin."""

    def __init__(self, asking: AskingDesk, address: str = "") -> None:
        desk = asking.desk
        self.visitor = desk.visitor()
        said = {"message": "It hums", "client_id": "client-0001", "language": "en", "queue_id": ORDERS}
        started = desk.do(self.visitor, "chat.start", **said, address=address)
        self.id = started["conversation_id"]
        self.ticket = desk.ticket_of(self.id)
        desk.do(staff(LIN), "ticket.take", ticket_id=self.ticket)
        desk.do(staff(LIN), "ticket.solve", ticket_id=self.ticket)


def test_a_solved_chat_shows_its_question_in_the_widget_and_takes_the_answer_there(
    asking: AskingDesk,
) -> None:
    chat = Chat(asking)
    with asking.desk.look(chat.visitor) as look:
        survey = widget_chat(look, chat.id).survey
    assert survey is not None and survey.words == "How was it?" and survey.comment == "words"
    assert survey.ends == ["Very dissatisfied", "Very satisfied"] and not survey.answered
    answers = {"csat": 2, "words": "slow"}
    asking.desk.do(chat.visitor, "survey.answer_chat", conversation_id=chat.id, answers=answers)
    row = asking.invitation(chat.ticket)
    assert row is not None and row.numbers == {"csat": 2} and row.via == "chat" and row.low
    with asking.desk.look(chat.visitor) as look:
        again = widget_chat(look, chat.id).survey
    assert again is not None and again.answered
    with pytest.raises(Unknown):
        asking.desk.do(asking.desk.visitor(), "survey.answer_chat", conversation_id=chat.id, answers=answers)


def test_who_answered_in_the_chat_gets_no_mail(asking: AskingDesk) -> None:
    chat = Chat(asking, "bo@example.com")
    asking.desk.do(chat.visitor, "survey.answer_chat", conversation_id=chat.id, answers={"csat": 5})
    asking.passes(DAY_MS)
    assert asking.mails() == []
    other = Chat(asking, "ana@example.com")
    asking.passes(DAY_MS)
    assert [mail.to for _, mail in asking.mails()] == ["ana@example.com"] and other.ticket


class Line:
    """A call that was answered by Lin, as its provider reports it."""

    def __init__(self, asking: AskingDesk) -> None:
        self.asking = asking
        desk = asking.desk
        self.reports("ringing", "call.rang")
        self.reports("answered", agent_id=LIN, at=desk.clock.now())

    def reports(self, kind: str, verb: str = "call.reported", **fields: Any) -> dict[str, Any]:
        desk = self.asking.desk
        said = {"type": kind, "call_id": "c1", "number": "+447700900111", "at": desk.clock.now(), **fields}
        return desk.do(NETWORK, verb, queue_id=ORDERS, language="en", **said)

    def presses(self, question: str, keys: str) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.reports("keyed", question=question, keys=keys)["ask"]
        return found

    def row(self) -> Invitation:
        with self.asking.desk.database.reading() as connection:
            return INVITATIONS.read(connection.execute(sa.select(INVITATIONS.sql)).one())


@pytest.fixture
def line(desk: StaffedDesk) -> Line:
    """A telephone after whose calls somebody asks."""
    return Line(AskingDesk(desk, name="After a call", questions=CALL, occasions=["call_ended"]))


def test_p22_keys_after_a_call_answer_one_question_after_the_other(line: Line) -> None:
    asked = line.reports("ended")["ask"]
    assert (asked["question"], asked["lowest"], asked["highest"], asked["end_key"]) == ("csat", 1, 5, False)
    assert line.presses("csat", "9") == asked, "no such answer: asked again"
    then = line.presses("csat", "2")
    assert then is not None and then["question"] == "why" and "1: Slow" in then["words"]
    last = line.presses("why", "2")
    assert last is not None and last["question"] == "nps" and last["end_key"]
    assert line.presses("nps", "10#") is None
    assert line.row().numbers == {"csat": 2, "why": 1, "nps": 10} and line.row().via == "keypad"
    assert line.presses("csat", "2") is None, "a report that comes twice changes nothing"
    assert line.row().numbers == {"csat": 2, "why": 1, "nps": 10}


def test_who_hangs_up_after_the_first_question_has_answered_it(line: Line) -> None:
    line.reports("ended")
    assert line.presses("csat", "5") is None, "content people are asked nothing more"
    assert line.row().numbers == {"csat": 5} and line.row().answered_at


def test_a_report_of_the_end_that_comes_again_asks_nobody_twice(line: Line) -> None:
    assert line.reports("ended")["ask"] is not None
    assert line.reports("ended")["ask"] is None


def test_nobody_is_asked_after_a_call_that_nobody_answered(desk: StaffedDesk) -> None:
    asking = AskingDesk(desk, name="After a call", questions=CALL, occasions=["call_ended"])
    said = {"call_id": "c2", "number": "+447700900112", "queue_id": ORDERS, "language": "en"}
    desk.do(NETWORK, "call.rang", type="ringing", at=desk.clock.now(), **said)
    over = desk.do(NETWORK, "call.reported", type="ended", at=desk.clock.now(), **said)
    assert over["ask"] is None and asking.refusals() == []
