"""Screens that come late, do not listen, or may not listen any more; and the others, whom that does not concern."""

from __future__ import annotations

import threading
from collections.abc import Callable

from server.desk.actors import SYSTEM
from server.live import hub
from tests.server.live.served import Served, Wall, run_on
from tests.server.live.staffed import ADA, KOFI, LIN, MARTA, ORDERS, WEST, staff

LONG = "so it was said " * 400


def eventually(what: Callable[[], bool]) -> None:
    """Wait until something holds, up to ten seconds."""
    pause = threading.Event()
    for _ in range(400):
        if what():
            return
        pause.wait(0.025)
    raise AssertionError("it did not come to that within ten seconds")


def talk(served: Served, ticket: str, count: int) -> int:
    """Write long notes on a ticket, all within a moment, and return the newest seq."""
    served.desk.pace = 1
    note = {"ticket_id": ticket, "body": LONG}
    seqs = [
        served.desk.do(staff(MARTA), "ticket.note", client_id=f"c{n}", **note)["seq"] for n in range(count)
    ]
    return int(seqs[-1])


def a_ticket_of(served: Served, user_id: str) -> str:
    """A ticket in the east that somebody owns, so that its lines go to all their screens."""
    ticket = served.desk.ticket(served.desk.customer("Mei"), "Parcel", ORDERS)
    served.desk.do(staff(ADA), "ticket.assign", ticket_id=ticket, user_id=user_id)
    return ticket


def test_a_screen_that_does_not_listen_lags_alone_and_is_given_up_in_the_end(served: Served) -> None:
    ticket = a_ticket_of(served, LIN)
    frozen, other = served.reluctant(LIN), served.screen(LIN)
    other.settle(0)
    screens = served.path.hub.screens
    newest = talk(served, ticket, 40)
    other.settle(newest)
    assert other.kinds().count("entry.added") == 40
    assert sorted(screen.state for screen in screens.all) == ["lagging", "live"]
    served.desk.clock.advance(10_000)
    eventually(lambda: [screen.state for screen in screens.all] == ["live"])
    other.settle(talk(served, ticket, 1))
    assert frozen.kinds() == []


def test_a_screen_that_listens_again_is_told_everything_it_missed_in_order(served: Served) -> None:
    ticket = a_ticket_of(served, LIN)
    slow = served.reluctant(LIN)
    slow.settle(0)
    newest = talk(served, ticket, 40)
    eventually(lambda: [screen.state for screen in served.path.hub.screens.all] == ["lagging"])
    slow.settle(newest)
    assert slow.holes == []
    assert slow.kinds().count("entry.added") == 40
    seqs = [frame["seq"] for frame in slow.frames if frame["frame"] == "change"]
    assert seqs == sorted(set(seqs))
    assert [screen.state for screen in served.path.hub.screens.all] == ["live"]


def test_who_comes_back_after_a_little_gets_events_and_after_a_lot_a_fresh_snapshot(served: Served) -> None:
    ticket = a_ticket_of(served, LIN)
    lin = served.screen(LIN)
    lin.settle(0)
    lin.close()
    newest = talk(served, ticket, 3)
    soon = served.screen(LIN, cursor=lin.seq)
    soon.settle(newest)
    assert [frame["frame"] for frame in soon.frames].count("resync") == 0
    assert soon.kinds() == ["entry.added"] * 3
    far_behind = newest + 5_000
    ahead = served.screen(LIN, cursor=far_behind)
    ahead.settle(0)
    assert [frame["reason"] for frame in ahead.frames if frame["frame"] == "resync"] == ["cursor"]
    assert ahead.seq == newest


def test_what_is_not_kept_any_more_is_read_from_the_log(served: Served) -> None:
    ticket = a_ticket_of(served, LIN)
    lin = served.screen(LIN)
    lin.settle(0)
    lin.close()
    newest = talk(served, ticket, 3)
    run_on(served, served.path.hub._recent.clear)
    back = served.screen(LIN, cursor=lin.seq, watch=(ticket,))
    back.settle(newest)
    assert back.kinds() == ["entry.added"] * 3
    assert len(back.of("entry")) == 3


def test_signing_out_closes_that_sessions_sockets_and_only_those(served: Served) -> None:
    for name in ("one", "two"):
        served.desk.do(SYSTEM, "sessions.open", user_id=LIN, epoch=1, session_id=name)
    out, stays = served.screen(LIN, session="one"), served.screen(LIN, session="two")
    out.settle(0)
    stays.settle(0)
    served.desk.do(SYSTEM, "sessions.close", session_id="one")
    bye, code = out.ended()
    assert (bye, code) == (
        {"frame": "bye", "code": "access.session_void", "retry_after_ms": None},
        hub.RIGHTS_ENDED,
    )
    ticket = served.desk.ticket(served.desk.customer("Mei"), "Parcel", ORDERS)
    assert stays.until("change", kind="work.queued")["records"][0]["id"] == ticket


def test_who_is_deactivated_is_told_nothing_from_that_event_on(served: Served) -> None:
    lin, kofi = served.screen(LIN), served.screen(KOFI)
    lin.settle(0)
    kofi.settle(0)
    seq = served.desk.do(staff(ADA), "users.deactivate", user_id=LIN)["seq"]
    served.desk.ticket(served.desk.customer("Mei"), "Parcel", ORDERS)
    bye, _ = lin.ended()
    assert bye is not None
    assert lin.seq < seq
    gone = kofi.until("change", kind="config.changed")["records"]
    assert [(one["of"], one["id"]) for one in gone] == [("agent", LIN)]


def test_a_queue_that_changes_hands_starts_those_screens_over_whose_work_changed(served: Served) -> None:
    ticket = served.desk.ticket(served.desk.customer("Mei"), "Parcel", ORDERS)
    lin, kofi, ada = served.screen(LIN), served.screen(KOFI), served.screen(ADA)
    for wall in (lin, kofi, ada):
        wall.settle(0)
    assert ticket not in kofi.of("ticket")
    orders = {"name": "Orders", "channels": ["chat"], "skills": {}, "auto_accept": [], "target_s": 60}
    served.desk.do(
        staff(ADA), "queues.edit", queue_id=ORDERS, version=1, team_id=WEST, offer_timeout_s=20, **orders
    )
    assert kofi.until("resync")["reason"] == "configuration"
    assert lin.until("resync")["reason"] == "configuration"
    assert ticket in kofi.of("ticket")
    assert ticket not in lin.of("ticket")
    assert ada.until("change", kind="config.changed")["records"][0]["team_id"] == WEST


def test_an_erased_customer_is_taken_off_open_screens(served: Served) -> None:
    desk = served.desk
    mei = desk.customer("Mei")
    ticket = desk.ticket(mei, "My divorce papers", ORDERS, note="very private")
    lin = served.screen(LIN, watch=(ticket,))
    lin.settle(0)
    desk.do(staff(MARTA), "ticket.note", ticket_id=ticket, body="also private", client_id="c1")
    lin.until("change", kind="entry.added")
    desk.do(staff(ADA), "customers.erase", customer_id=mei)
    lin.until("change", kind="customer.erased")
    held = str(lin.records)
    assert "private" not in held
    assert "divorce" not in held
    assert "Mei" not in held
    assert all(entry["erased"] for entry in lin.of("entry").values())


def test_the_desk_says_when_to_come_back_before_it_restarts(served: Served) -> None:
    lin: Wall = served.screen(LIN)
    lin.settle(0)
    served.server.should_exit = True
    bye, _ = lin.ended()
    assert bye is not None
    assert bye["code"] == "socket.restarting"
    assert hub.SOONEST_MS <= bye["retry_after_ms"] < hub.SOONEST_MS + hub.SPREAD_MS
