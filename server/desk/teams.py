"""Teams: create, rename, remove. Who is in a team is said with the person."""

from __future__ import annotations

from msgspec.structs import replace

from server.base.errors import Conflict
from server.desk import access
from server.desk.book import Book
from server.desk.configuration import ConfigAnswer, keep, seen
from server.desk.fields import Id, Name, Version, tidy
from server.desk.verbs import Body, verb
from server.store.tables.staff import QUEUES, TEAMS, Team


class CreateTeam(Body, frozen=True, kw_only=True):
    """People who see the same work."""

    name: Name


class EditTeam(CreateTeam, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    team_id: Id
    version: Version


class RemoveTeam(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    team_id: Id
    version: Version


@verb("teams.create", CreateTeam, access.ADMIN, path="/teams", answer=ConfigAnswer)
def create_team(book: Book, body: CreateTeam) -> ConfigAnswer:
    """Add a team."""
    return keep(book, "team", TEAMS, Team(id=book.new_id("tea"), name=tidy(body.name), version=0))


@verb("teams.edit", EditTeam, access.ADMIN, path="/teams/{team_id}", answer=ConfigAnswer)
def edit_team(book: Book, body: EditTeam) -> ConfigAnswer:
    """Rename a team."""
    team = seen(book, "team", TEAMS, body.team_id, body.version)
    return keep(book, "team", TEAMS, replace(team, name=tidy(body.name)))


@verb("teams.remove", RemoveTeam, access.ADMIN, path="/teams/{team_id}/remove", answer=ConfigAnswer)
def remove_team(book: Book, body: RemoveTeam) -> ConfigAnswer:
    """Take a team away; one that queues still belong to stays."""
    team = seen(book, "team", TEAMS, body.team_id, body.version)
    queues = [queue for queue in book.find(QUEUES, team_id=team.id) if queue.removed_at is None]
    if queues:
        raise Conflict("team.in_use", queues=len(queues))
    return keep(book, "team", TEAMS, replace(team, removed_at=book.now))
