"""What a screen needs to answer and end work properly: replies at hand, wrap-up codes, fields a ticket must tell, and the rules."""

from __future__ import annotations

import sqlalchemy as sa

from console.protocol import MacroRecord, RulesRecord, TicketFieldRecord, WrapUpCodeRecord
from server.desk.readings.look import Look
from server.desk.readings.roster import Only, among
from server.desk.rules import read_rules
from server.store.tables.config import RULES_ID, TICKET_FIELDS, WRAP_UP_CODES
from server.store.tables.macros import MACROS

EndingRecord = WrapUpCodeRecord | TicketFieldRecord | RulesRecord | MacroRecord


def ending_records(look: Look, version: int) -> list[EndingRecord]:
    """Return all of it, as of log seq `version`. Four queries."""
    return [
        *wrap_up_code_records(look, version),
        *ticket_field_records(look, version),
        *rules_records(look, version),
        *macro_records(look, version),
    ]


def wrap_up_code_records(look: Look, version: int, only: Only = None) -> list[WrapUpCodeRecord]:
    """Return the codes in use, in their order."""
    wanted = sa.and_(WRAP_UP_CODES.c.removed_at.is_(None), among(WRAP_UP_CODES, only))
    return [
        WrapUpCodeRecord(
            id=code.id,
            version=version,
            name=code.name,
            queue_ids=list(code.queue_ids),
            position=code.position,
        )
        for code in look.rows(WRAP_UP_CODES, wanted, WRAP_UP_CODES.c.position, WRAP_UP_CODES.c.name)
    ]


def ticket_field_records(look: Look, version: int, only: Only = None) -> list[TicketFieldRecord]:
    """Return the fields in use, by name."""
    wanted = sa.and_(TICKET_FIELDS.c.removed_at.is_(None), among(TICKET_FIELDS, only))
    return [
        TicketFieldRecord(
            id=field.id,
            version=version,
            name=field.name,
            kind=field.kind,
            choices=list(field.choices),
            queue_ids=list(field.queue_ids),
        )
        for field in look.rows(TICKET_FIELDS, wanted, TICKET_FIELDS.c.name)
    ]


def macro_records(look: Look, version: int, only: Only = None) -> list[MacroRecord]:
    """Return the replies at hand, by name."""
    wanted = sa.and_(MACROS.c.removed_at.is_(None), among(MACROS, only))
    return [
        MacroRecord(id=one.id, version=version, name=one.name, texts=one.texts, queue_ids=list(one.queue_ids))
        for one in look.rows(MACROS, wanted, MACROS.c.name)
    ]


def rules_records(look: Look, version: int, _only: Only = None) -> list[RulesRecord]:
    """Return what screens need of the rules."""
    known = read_rules(look.connection)
    return [RulesRecord(id=RULES_ID, version=version, wrap_up_code_queues=list(known.wrap_up_code_queues))]
