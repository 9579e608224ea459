"""What the live path reads from the desk, each in one read transaction. Blocking: called from threads, never from the event loop."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from console.protocol import Snapshot, WidgetChat
from console.session import Looker, Scope
from server.base.errors import Unknown
from server.desk.access import DESK_READ, DESK_ROLES, Viewer, visible
from server.desk.actors import SYSTEM, Actor
from server.desk.core import Core
from server.desk.readings.look import Look
from server.desk.readings.registry import ask
from server.desk.readings.snapshot import OfScreen
from server.desk.readings.widget import visitor_of, widget_chat
from server.live.happenings import Happening
from server.live.hydration import happenings, log_after, scope_of
from server.store import append
from server.store.tables.staff import QUEUES, USERS
from server.store.tables.work import CONVERSATIONS, TICKETS, WORK

RIGHTS = ("config.changed", "user.rights_changed")


class Interest(NamedTuple):
    """What the screens and widgets of this process are looking at. `chats`: ticket -> conversations open in a widget here."""

    user_ids: frozenset[str] = frozenset()
    watched: frozenset[str] = frozenset()
    chats: dict[str, frozenset[str]] = {}


class Batch(NamedTuple):
    """The next events of the log. `lookers`: what `asked` see now, when that may have changed; None when it has not.

    `bare`: the records could not be made, so every screen has to start over.
    """

    happenings: list[Happening]
    asked: frozenset[str]
    lookers: dict[str, Looker] | None
    chats: dict[str, WidgetChat]
    bare: bool = False


class Missed(NamedTuple):
    """What a screen missed, as its person may see it now."""

    looker: Looker
    happenings: list[Happening]


class Source:
    """The desk as the live path reads it."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def head(self) -> int:
        """Return the seq of the newest event."""
        with self._core.database.reading() as connection:
            return append.head(connection)

    def batch(self, cursor: int, limit: int, interest: Interest) -> Batch:
        """Return the events after `cursor`, at most `limit`, with everything their frames need."""
        with self._core.looking(SYSTEM) as look:
            rows = log_after(look, cursor, limit)
            if not rows:
                return Batch([], frozenset(), None, {})
            found = happenings(look, rows, interest.watched)
            shaken = any(row.kind in RIGHTS for row in rows)
            lookers = _lookers(look, interest.user_ids) if shaken else None
            return Batch(found, interest.user_ids, lookers, _chats(look, found, interest, cursor))

    def bare_batch(self, cursor: int, limit: int, interest: Interest) -> Batch:
        """Return the same events without any record: what is left when one of them cannot be made."""
        with self._core.looking(SYSTEM) as look:
            found = [Happening(row, (), (), b"", {}) for row in log_after(look, cursor, limit)]
            return Batch(found, interest.user_ids, _lookers(look, interest.user_ids), {}, bare=True)

    def missed(self, actor: Actor, cursor: int, upto: int, watched: frozenset[str]) -> Missed:
        """Return the events after `cursor` up to `upto`. Raises Unidentified when the actor's rights have ended."""
        with self._core.looking(actor) as own:
            looker = looker_of(own)
            look = Look(
                own.connection,
                SYSTEM,
                master=self._core.master,
                settings=self._core.settings,
                now=own.now,
            )
            rows = log_after(look, cursor, upto - cursor)
            return Missed(looker, happenings(look, rows, watched))

    def enter(self, actor: Actor) -> tuple[Looker, int]:
        """Return who looks, and the head of the log. Raises Unidentified or Forbidden."""
        with self._core.looking(actor) as look:
            look.admit(DESK_READ)
            return looker_of(look), append.head(look.connection)

    def snapshot(self, actor: Actor) -> tuple[Looker, Snapshot]:
        """Return a screen's whole state. Raises Unidentified or Forbidden."""
        with self._core.looking(actor) as look:
            found = ask(look, "snapshot", OfScreen())
            assert isinstance(found, Snapshot)
            return looker_of(look), found

    def scopes(self, actor: Actor, ticket_ids: frozenset[str]) -> dict[str, Scope]:
        """Return where those of the tickets are that the actor sees."""
        with self._core.looking(actor) as look:
            seen = look.rows(TICKETS, TICKETS.c.id.in_(sorted(ticket_ids)) & visible(look.viewer))
            work = look.by_id(WORK, [ticket.id for ticket in seen])
            return {ticket.id: scope_of(ticket, work.get(ticket.id)) for ticket in seen}

    def visitor(self, token: str) -> str | None:
        """Return the visitor whose browser holds the secret."""
        with self._core.database.reading() as connection:
            return visitor_of(connection, token, self._core.clock.now())

    def chat(self, visitor_id: str, conversation_id: str, after: int) -> tuple[str, WidgetChat]:
        """Return a visitor's chat with its messages after seq `after`, and its ticket. Raises Unknown for another's."""
        with self._core.looking(Actor("visitor", visitor_id)) as look:
            conversation = look.by_id(CONVERSATIONS, [conversation_id]).get(conversation_id)
            if conversation is None:
                raise Unknown("conversation.unknown", id=conversation_id)
            return conversation.ticket_id, widget_chat(look, conversation_id, after)


def looker_of(look: Look) -> Looker:
    """Return the visibility of the one who looks, as the session judges it; both say the same as `access.sees`."""
    return Looker(look.viewer.user_id, look.viewer.sees_all, look.viewer.queue_ids)


def _lookers(look: Look, user_ids: frozenset[str]) -> dict[str, Looker]:
    """Return user -> what they see now, without those who may not look at all any more."""
    users = look.by_id(USERS, user_ids).values()
    teams: dict[str, set[str]] = {}
    for queue in look.rows(QUEUES, sa.true()):
        teams.setdefault(queue.team_id, set()).add(queue.id)
    return {
        user.id: Looker(
            user.id,
            Viewer(user.id, user.role, frozenset()).sees_all,
            frozenset(queue for team in user.team_ids for queue in teams.get(team, ())),
        )
        for user in users
        if user.deactivated_at is None and user.role in DESK_ROLES
    }


def _chats(look: Look, found: list[Happening], interest: Interest, cursor: int) -> dict[str, WidgetChat]:
    tickets = {concern.scope.ticket_id for one in found for concern in one.concerns}
    wanted = [chat for ticket in sorted(tickets & interest.chats.keys()) for chat in interest.chats[ticket]]
    return {chat: widget_chat(look, chat, cursor) for chat in wanted}
