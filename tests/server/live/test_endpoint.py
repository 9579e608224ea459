"""The doors: who gets in, what is refused, and what a visitor's socket tells of their own chat."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from server.base.crypto import fingerprint
from server.desk.actors import SYSTEM, Actor
from server.live import endpoint
from server.store.tables.work import BEATS
from tests.server.live.served import Served, Wall, serving
from tests.server.live.staffed import KOFI, LIN, ORDERS, SAM, StaffedDesk, staff

SECRET = "a-browser-secret"


def chat(served: Served) -> tuple[str, str, Actor]:
    """A visitor's chat in the orders queue: its conversation, its ticket, the visitor."""
    desk = served.desk
    visitor = Actor(
        "visitor", str(desk.do(SYSTEM, "visitor.arrive", fingerprint=fingerprint(SECRET))["visitor_id"])
    )
    started = desk.do(
        visitor, "chat.start", language="en", message="Where is it?", client_id="message-1", queue_id=ORDERS
    )
    ticket_id, _ = served.path.source.chat(visitor.id, started["conversation_id"], 0)
    return str(started["conversation_id"]), ticket_id, visitor


@pytest.fixture(scope="module")
def shared_screen(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    """Lin's screen, greeted, on a desk of its own; nothing said to it here changes anything."""
    path = tmp_path_factory.mktemp("shared") / "desk.sqlite"
    shutil.copyfile(sqlite_template, path)
    desk = StaffedDesk(f"sqlite:///{path}", heartbeat_s=1)
    with serving(desk) as served:
        wall = served.screen(LIN)
        wall.settle(0)
        yield wall
    desk.close()


def test_a_page_of_another_site_gets_no_socket(served: Served) -> None:
    with pytest.raises(InvalidStatus) as refused:
        served.connected(f"{LIN}.one", origin="http://elsewhere.example.com")
    assert refused.value.response.status_code == 403


def test_nobody_and_an_editor_are_sent_away_for_good(served: Served) -> None:
    nobody = served.connected("usr_nobody.one")
    bye, code = nobody.ended()
    assert (bye, code) == (
        {"frame": "bye", "code": "access.session_void", "retry_after_ms": None},
        endpoint.NOT_SIGNED_IN,
    )
    editor = served.screen(SAM)
    bye, _ = editor.ended()
    assert bye is not None
    assert bye["code"] == "access.forbidden"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "json.syntax"),
        ('{"say":"hello","cursor":0}', "socket.hello_once"),
        ('{"say":"watch","ticket_ids":[1]}', "body.invalid"),
        ('{"say":"watch"}', "body.invalid"),
        ('{"say":"alive","more":1}', "body.invalid"),
        ('{"say":"alive","active":true,"active":false}', "json.duplicate_key"),
        ('{"say":"typing","ticket_id":"\\ud800","on":true}', "json.surrogate"),
        ('{"say":"typing","ticket_id":"\\u0000","on":true}', "json.nul"),
        ('{"say":"typing","ticket_id":"tic_elsewhere","on":true}', "socket.not_watched"),
        ('{"say":"hello","cursor":9223372036854775808}', "json.integer_range"),
        ('{"say":"alive","active":NaN}', "json.not_finite"),
        ("[" * 30, "json.too_deep"),
        (f'{{"say":"watch","ticket_ids":["{"x" * 70_000}"]}}', "json.too_large"),
    ],
)
def test_what_a_screen_says_wrongly_is_refused_by_name_and_the_socket_stays(
    shared_screen: Wall, frame: str, code: str
) -> None:
    shared_screen.socket.send(frame)
    assert shared_screen.until("refused")["code"] == code
    shared_screen.until("beat")


def test_a_widget_is_told_its_own_chat_and_no_note(served: Served) -> None:
    desk = served.desk
    conversation, ticket, visitor = chat(served)
    widget = served.widget(SECRET, conversation)
    first = widget.until("chat")["chat"]
    assert [message["body"] for message in first["messages"]] == ["Where is it?"]
    assert (first["state"], first["position"]) == ("waiting", 1)
    desk.do(staff(LIN), "ticket.note", ticket_id=ticket, body="a secret remark", client_id="remark-1")
    desk.do(
        staff(LIN),
        "ticket.reply",
        ticket_id=ticket,
        conversation_id=conversation,
        body="On its way",
        client_id="answer-1",
        seen_seq=10_000,
    )
    told = widget.until("chat")
    while not told["chat"]["messages"]:
        told = widget.until("chat")
    assert [(one["body"], one["author"], one["mine"]) for one in told["chat"]["messages"]] == [
        ("On its way", "Lin", False)
    ]
    assert "secret remark" not in json.dumps(widget.frames)
    assert ticket not in json.dumps(widget.frames)
    assert visitor.id not in json.dumps(widget.frames)


def test_a_widget_gets_no_chat_of_others_and_none_without_its_secret(served: Served) -> None:
    conversation, _, _ = chat(served)
    bye, _ = served.widget("another-secret", conversation).ended()
    assert bye is not None
    assert bye["code"] == "access.session_void"
    served.desk.do(SYSTEM, "visitor.arrive", fingerprint=fingerprint("another-secret"))
    bye, code = served.widget("another-secret", conversation).ended()
    assert bye is not None
    assert (bye["code"], code) == ("conversation.unknown", 4404)


def test_typing_goes_both_ways_to_those_who_see_the_chat_and_is_never_stored(served: Served) -> None:
    conversation, ticket, _ = chat(served)
    widget = served.widget(SECRET, conversation)
    widget.until("chat")
    lin, kofi = served.screen(LIN, watch=(ticket,)), served.screen(KOFI, watch=(ticket,))
    assert lin.until("viewing")["user_ids"] == [LIN]
    before = served.path.source.head()
    widget.say(say="widget_typing", on=True)
    typing = {"frame": "typing", "ticket_id": ticket, "who": "customer", "user_id": None, "on": True}
    assert lin.until("typing") == typing
    lin.say(say="typing", ticket_id=ticket, on=True)
    assert lin.until("viewing")["typing_ids"] == [LIN]
    assert widget.until("typing")["who"] == "user"
    kofi.settle(before)
    assert {frame["frame"] for frame in kofi.frames} <= {"welcome", "resync", "beat"}
    assert served.path.source.head() == before


def test_screens_that_are_heard_keep_their_people_present(served: Served) -> None:
    lin = served.screen(LIN)
    lin.settle(0)
    served.path.endpoint.alive.clear()
    lin.say(say="alive")
    lin.say(say="watch", ticket_ids=[])
    lin.until("beat")
    renewed = served.path.renew()
    if renewed is not None:
        renewed.result(10)
    with served.desk.look(SYSTEM) as look:
        assert LIN in look.by_id(BEATS, [LIN])
