"""Files nobody sent on go after a day; files that were sent stay."""

from __future__ import annotations

from server.base.clock import DAY
from server.desk.attachments import FORGET, store_attachment
from server.desk.core import Core
from server.jobs.hands import Hands
from server.jobs.leftovers import forget_unsent
from server.store.tables.infra import JOBS, KEYS, SEALED
from server.store.tables.work import ATTACHMENTS, CHUNKS
from tests.server.live.staffed import ADA, LIN, ORDERS, StaffedDesk, staff


def test_a_day_later_only_what_was_sent_on_is_left(database_url: str) -> None:
    desk = StaffedDesk(database_url)
    core = Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
    hands = Hands(core, {FORGET: forget_unsent}, lanes=("desk",), holder="prc_test")
    ticket_id = desk.ticket(desk.customer("Mei Lin"), "A kettle", ORDERS)
    with desk.look(staff(ADA)) as look:
        keys = {row.id for row in look.rows(KEYS, KEYS.c.id.is_not(None))}
    sent, unsent, other = (
        store_attachment(desk.executor, staff(LIN), b"hello", "a.txt", key=f"key-{n}-0000", ticket_id=where)
        for n, where in enumerate((None, None, ticket_id))
    )
    note = {"body": "see file", "client_id": "c1", "attachment_ids": [sent.attachment_id]}
    desk.do(staff(LIN), "ticket.note", ticket_id=ticket_id, **note)
    desk.clock.advance(DAY)
    while hands.step():
        pass
    with desk.look(staff(ADA)) as look:
        assert [row.id for row in look.rows(ATTACHMENTS, ATTACHMENTS.c.id.is_not(None))] == [
            sent.attachment_id
        ]
        assert {row.attachment_id for row in look.rows(CHUNKS, CHUNKS.c.number >= 0)} == {sent.attachment_id}
        gone = {unsent.attachment_id, other.attachment_id}
        assert look.by_id(SEALED, gone) == {}
        assert keys <= {row.id for row in look.rows(KEYS, KEYS.c.id.is_not(None))}
        assert look.rows(JOBS, JOBS.c.kind == FORGET) == []
    desk.close()
