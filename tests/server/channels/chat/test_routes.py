"""A customer's browser and the desk: chats start, go on, end; nothing doubles, nothing is seen by others, nothing too much."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from server.base.clock import DAY, SECOND
from server.channels.chat import signature
from server.channels.chat.signature import Claims
from server.desk.widget import identity_secret
from server.store.tables.work import TICKETS
from tests.server.channels.reached import ReachedDesk
from tests.server.live.staffed import LIN, staff

CARD = "4111 1111 1111 1111"


def test_a_chat_starts_waits_its_turn_and_is_answered(reached: ReachedDesk) -> None:
    first, second = reached.browser(), reached.browser()
    first.chatting("Somebody before")
    conversation = second.chatting("The purifier shows E4", name="Mei")
    waiting = second.chat(conversation)
    assert (waiting["state"], waiting["position"], waiting["agent"]) == ("waiting", 2, None)
    assert [message["body"] for message in waiting["messages"]] == ["The purifier shows E4"]
    ticket = reached.desk.ticket_of(conversation)
    reached.desk.do(staff(LIN), "ticket.take", ticket_id=ticket)
    said = reply(reached, ticket, conversation, "Let me look")
    chat = second.chat(conversation, f"?after={waiting['messages'][0]['seq']}")
    assert (chat["state"], chat["position"], chat["agent"]) == ("open", None, "Lin")
    assert [(message["body"], message["mine"], message["author"]) for message in chat["messages"]] == [
        ("Let me look", False, "Lin")
    ]
    assert chat["messages"][0]["id"] == said


def test_the_same_message_sent_twice_is_there_once_under_any_key(reached: ReachedDesk) -> None:
    browser = reached.browser()
    conversation = browser.chatting()
    one = browser.write(conversation, "Are you there?", "client-0001")
    again = browser.write(conversation, "Are you there?", "client-0001")
    assert one.json()["entry_id"] == again.json()["entry_id"]
    assert len(browser.chat(conversation)["messages"]) == 2


def test_a_start_sent_again_because_its_answer_was_lost_opens_one_ticket(reached: ReachedDesk) -> None:
    browser = reached.browser().arrive()
    body = {"message": "Hello", "client_id": "client-0002", "language": "en"}
    one = browser.post("/chats", body, "start-key-1")
    again = browser.post("/chats", body, "start-key-1")
    other_key = browser.post("/chats", body, "start-key-2")
    assert one.json() == again.json()
    assert one.json()["conversation_id"] == other_key.json()["conversation_id"]
    assert len(browser.chat(one.json()["conversation_id"])["messages"]) == 1


def test_a_note_is_never_in_the_customers_chat(reached: ReachedDesk) -> None:
    browser = reached.browser()
    conversation = browser.chatting()
    ticket = reached.desk.ticket_of(conversation)
    before = browser.chat(conversation)["seq"]
    reached.desk.do(staff(LIN), "ticket.note", ticket_id=ticket, body="not for her eyes", client_id="n1")
    chat = browser.chat(conversation)
    assert "eyes" not in str(chat)
    assert chat["seq"] == before


def test_delivered_and_read_marks_grow_and_never_pass_the_log(reached: ReachedDesk) -> None:
    browser = reached.browser()
    conversation = browser.chatting()
    ticket = reached.desk.ticket_of(conversation)
    reached.desk.do(staff(LIN), "ticket.take", ticket_id=ticket)
    reply(reached, ticket, conversation, "Hello")
    seq = browser.chat(conversation)["messages"][-1]["seq"]
    assert browser.post(f"/chats/{conversation}/delivered", {"upto": seq}).status_code == 200
    browser.post(f"/chats/{conversation}/read", {"upto": seq})
    browser.post(f"/chats/{conversation}/read", {"upto": 1})
    chat = browser.chat(conversation)
    assert (chat["delivered_seq"], chat["read_seq"]) == (seq, seq)
    browser.post(f"/chats/{conversation}/read", {"upto": 10**15})
    assert browser.chat(conversation)["read_seq"] < 10**6


def test_the_customer_sees_that_staff_have_read(reached: ReachedDesk) -> None:
    browser = reached.browser()
    conversation = browser.chatting()
    ticket = reached.desk.ticket_of(conversation)
    reached.desk.do(staff(LIN), "ticket.take", ticket_id=ticket)
    mine = browser.chat(conversation)
    assert mine["agent_read_seq"] == 0
    reached.desk.do(staff(LIN), "ticket.read", ticket_id=ticket, upto=mine["seq"])
    assert browser.chat(conversation)["agent_read_seq"] == mine["messages"][-1]["seq"]


def test_another_visitor_finds_nothing(reached: ReachedDesk) -> None:
    mine, other = reached.browser(), reached.browser().arrive()
    conversation = mine.chatting()
    for answer in (
        other.get(f"/chats/{conversation}"),
        other.write(conversation, "Let me in"),
        other.post(f"/chats/{conversation}/read", {"upto": 1}),
        other.post(f"/chats/{conversation}/end", {}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "conversation.unknown")
    assert len(mine.chat(conversation)["messages"]) == 1


@pytest.mark.parametrize("token", ["", "guessed", "x" * 43])
def test_without_a_good_secret_nothing_is_said(reached: ReachedDesk, token: str) -> None:
    browser = reached.browser()
    browser.token = token
    answer = browser.get("/chat")
    assert (answer.status_code, answer.json()["code"]) == (401, "widget.visitor_unknown")


def test_a_secret_ends_after_thirty_days(reached: ReachedDesk) -> None:
    browser = reached.browser()
    browser.chatting()
    reached.desk.clock.advance(31 * DAY)
    assert browser.get("/chat").status_code == 401


def test_a_browser_that_comes_back_finds_its_chat_and_no_end_of_another(reached: ReachedDesk) -> None:
    browser = reached.browser()
    conversation = browser.chatting()
    assert browser.get("/chat").json()["conversation_id"] == conversation
    browser.post(f"/chats/{conversation}/end", {})
    assert browser.get("/chat").json() is None
    assert browser.chat(conversation)["state"] == "ended"
    refused = browser.write(conversation, "one more thing")
    assert (refused.status_code, refused.json()["code"]) == (409, "conversation.ended")


def test_a_second_chat_of_the_same_browser_is_the_same_customers(reached: ReachedDesk) -> None:
    browser = reached.browser()
    first = browser.chatting(name="Mei")
    browser.post(f"/chats/{first}/end", {})
    second = browser.chatting("Something else")
    assert second != first
    assert customer_of(reached, first) == customer_of(reached, second)


def test_a_claimed_address_leads_nobody_to_anybodys_history(reached: ReachedDesk) -> None:
    claims = Claims(sub="shop-1", exp=in_an_hour(reached), email="mei@example.com")
    mei = reached.browser().chatting(identity=signed(reached, claims))
    stranger = reached.browser().chatting(name="Mei", address="mei@example.com")
    assert customer_of(reached, stranger) != customer_of(reached, mei)


def test_a_signed_identity_is_the_same_customer_from_every_browser(reached: ReachedDesk) -> None:
    token = signed(
        reached, Claims(sub="shop-77", exp=in_an_hour(reached), name="Mei", email="mei@example.com")
    )
    one = reached.browser().chatting(identity=token)
    other = reached.browser().chatting(identity=token)
    assert customer_of(reached, one) == customer_of(reached, other)


def test_a_signed_address_leads_to_who_has_proven_it(reached: ReachedDesk) -> None:
    first = reached.browser().chatting(
        identity=signed(reached, Claims(sub="shop-1", exp=in_an_hour(reached), email="mei@example.com"))
    )
    second = reached.browser().chatting(
        identity=signed(reached, Claims(sub="shop-2", exp=in_an_hour(reached), email="mei@example.com"))
    )
    assert customer_of(reached, first) == customer_of(reached, second)


@pytest.mark.parametrize("spoiled", ["forged", "expired", "unsigned", "damaged"])
def test_a_bad_signature_starts_nothing(reached: ReachedDesk, spoiled: str) -> None:
    claims = Claims(sub="shop-77", exp=in_an_hour(reached))
    tokens = {
        "forged": signature.signed(claims, "not the secret"),
        "expired": signed(reached, Claims(sub="shop-77", exp=in_an_hour(reached) - 2 * 3_600)),
        "unsigned": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJzaG9wLTc3IiwiZXhwIjo5OTk5OTk5OTk5fQ.",
        "damaged": signed(reached, claims)[:-3],
    }
    answer = reached.browser().start(identity=tokens[spoiled])
    assert (answer.status_code, answer.json()["code"]) == (403, "widget.signature")


def test_a_card_number_never_reaches_the_desk(reached: ReachedDesk) -> None:
    browser = reached.browser()
    conversation = browser.chatting(f"My card is {CARD}")
    browser.write(conversation, f"again {CARD}")
    assert CARD not in str(browser.chat(conversation))
    assert "1111" in str(browser.chat(conversation))


def test_a_message_left_when_nobody_is_there_needs_an_address(reached: ReachedDesk) -> None:
    refused = reached.browser().start(left=True)
    assert (refused.status_code, refused.json()["code"]) == (422, "chat.address_missing")
    taken = reached.browser().start(left=True, address="mei@example.com")
    assert taken.status_code == 201


@pytest.mark.parametrize(("address", "code"), [("mei@", "identity.not_email"), ("12", "identity.not_phone")])
def test_an_address_that_is_none_is_said_so(reached: ReachedDesk, address: str, code: str) -> None:
    answer = reached.browser().start(address=address)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_the_desk_says_whether_anybody_is_there(reached: ReachedDesk) -> None:
    assert reached.browser().get("/desk").json()["online"] is False
    reached.desk.arrive(LIN)
    front = reached.browser().get("/desk").json()
    assert front["online"] is True
    assert {topic["id"] for topic in front["topics"]} == {"que_orders", "que_returns", "que_billing"}


def test_more_messages_than_allowed_wait(reached: ReachedDesk) -> None:
    browser = reached.browser()
    conversation = browser.chatting()
    most = reached.desk.settings.widget_messages_per_minute
    answers = [browser.write(conversation, f"message {number}") for number in range(most + 1)]
    assert [answer.status_code for answer in answers] == [201] * most + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"body": "x" * 8_001, "client_id": "client-0009"}, 422, "body.invalid"),
        ({"body": "hello"}, 422, "body.invalid"),
        ({"body": "hello", "client_id": "client-0009", "author": "usr_lin"}, 422, "body.invalid"),
        ({"body": "   ", "client_id": "client-0009"}, 422, "message.empty"),
        ({"body": "hello", "client_id": "short"}, 422, "body.invalid"),
        (
            {"body": "hello", "client_id": "client-0009", "attachment_ids": ["att_other"]},
            422,
            "attachment.not_ready",
        ),
    ],
)
def test_a_bad_message_is_refused_and_changes_nothing(
    reached: ReachedDesk, body: dict[str, Any], status: int, code: str
) -> None:
    browser = reached.browser()
    conversation = browser.chatting()
    answer = browser.post(f"/chats/{conversation}/messages", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(browser.chat(conversation)["messages"]) == 1


def test_a_message_without_a_key_is_refused(reached: ReachedDesk) -> None:
    browser = reached.browser()
    conversation = browser.chatting()
    answer = browser.post(
        f"/chats/{conversation}/messages", {"body": "hi", "client_id": "client-0010"}, "bad key"
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "command.key_form")


def test_another_sites_page_may_send_nothing(reached: ReachedDesk) -> None:
    browser = reached.browser().arrive()
    body = {"message": "Hello", "client_id": "client-0011", "language": "en"}
    answer = browser.post("/chats", body, origin="https://elsewhere.example.com")
    assert answer.status_code == 403


def test_a_file_goes_to_the_desk_and_back(reached: ReachedDesk) -> None:
    browser = reached.browser()
    conversation = browser.chatting()
    sent = reached.client.post(
        f"/api/widget/chats/{conversation}/attachments",
        content=b"the manual, page 4",
        headers=browser.headers(idempotency_key=reached.key(), x_file_name="manual%20%E8%AF%B4%E6%98%8E.txt"),
    )
    assert sent.status_code == 201, sent.text
    browser.write(conversation, "", attachment_ids=[sent.json()["attachment_id"]])
    brief = browser.chat(conversation)["messages"][-1]["attachments"][0]
    assert brief["name"] == "manual 说明.txt"
    assert browser.get(brief["url"]).content == b"the manual, page 4"
    stranger = reached.browser().arrive()
    assert stranger.get(brief["url"]).status_code == 404


def test_a_notes_file_is_not_there_for_the_customer(reached: ReachedDesk) -> None:
    browser = reached.browser()
    conversation = browser.chatting()
    ticket = reached.desk.ticket_of(conversation)
    begun = reached.desk.do(staff(LIN), "attachment.begin", name="a.txt", media_type="text/plain", size=1)
    reached.desk.do(staff(LIN), "attachment.add", attachment_id=begun["attachment_id"], number=0, data=b"x")
    reached.desk.do(staff(LIN), "attachment.finish", attachment_id=begun["attachment_id"], chunks=1)
    files = [begun["attachment_id"]]
    reached.desk.do(
        staff(LIN), "ticket.note", ticket_id=ticket, body="inside", client_id="n", attachment_ids=files
    )
    assert browser.get(f"/attachments/{files[0]}").status_code == 404


def test_a_long_poll_answers_as_soon_as_something_is_said(reached: ReachedDesk) -> None:
    browser = reached.browser()
    conversation = browser.chatting()
    ticket = reached.desk.ticket_of(conversation)
    reached.desk.do(staff(LIN), "ticket.take", ticket_id=ticket)
    seen = browser.chat(conversation)["seq"]
    heard: list[dict[str, Any]] = []
    poll = threading.Thread(target=lambda: heard.append(browser.chat(conversation, f"?seen={seen}")))
    poll.start()
    while not reached.bell._waiting:
        time.sleep(0.01)
    reply(reached, ticket, conversation, "Here I am")
    poll.join(15)
    assert heard[0]["messages"][-1]["body"] == "Here I am"
    assert not reached.bell._waiting


def test_a_blocked_customer_writes_no_more(reached: ReachedDesk) -> None:
    browser = reached.browser()
    conversation = browser.chatting()
    reached.desk.do(staff("usr_ada"), "customers.block", customer_id=customer_of(reached, conversation))
    answer = browser.write(conversation, "hello?")
    assert (answer.status_code, answer.json()["code"]) == (403, "customer.blocked")


def reply(reached: ReachedDesk, ticket: str, conversation: str, text: str) -> str:
    fields = {"ticket_id": ticket, "conversation_id": conversation, "body": text, "seen_seq": 10**9}
    return str(reached.desk.do(staff(LIN), "ticket.reply", client_id=reached.key(), **fields)["entry_id"])


def customer_of(reached: ReachedDesk, conversation: str) -> str:
    with reached.core.looking(staff("usr_ada")) as look:
        ticket = reached.desk.ticket_of(conversation)
        return look.by_id(TICKETS, [ticket])[ticket].customer_id


def signed(reached: ReachedDesk, claims: Claims) -> str:
    return signature.signed(claims, identity_secret(reached.desk.master))


def in_an_hour(reached: ReachedDesk) -> int:
    return reached.desk.clock.now() // SECOND + 3_600
