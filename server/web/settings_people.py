"""Settings about people: who works here, one person, teams, what each role may do."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import Page
from console.settings_pages import (
    Choice,
    PeopleSettings,
    PersonRow,
    PersonSettings,
    RoleSettings,
    TeamRow,
    TeamSettings,
)
from server.base.errors import Invalid, Unknown
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.readings.agreements import Calendars
from server.desk.readings.config import Queues, Skills, Teams
from server.desk.readings.people import People, Person
from server.desk.readings.roles import Roles
from server.desk.second_factor import ResetFactor
from server.desk.staff import EditUser, Invite, UserOnly
from server.desk.teams import CreateTeam, EditTeam, RemoveTeam
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.kept import Draft, kept_page
from server.web.pages import Form, asked, form_page, number, numbers, one, page, wished
from server.web.senders import SignedIn, member

PLACES = {"name.empty": "name", "calendar.unknown": "calendar_id"}
ROLES = ("agent", "supervisor", "editor", "administrator")


def doors() -> list[Door]:
    """Return the doors of the people's settings."""
    people = form_page(ADMIN, _people, _people_done)
    person = kept_page(ADMIN, _person, _person_done, PLACES)
    teams = form_page(ADMIN, _teams, _teams_done)
    return [
        door("/settings", settings, ADMIN),
        door("/settings/people", people, ADMIN, "GET", "POST"),
        door("/settings/people/{user_id}", person, ADMIN, "GET", "POST"),
        door("/settings/teams", teams, ADMIN, "GET", "POST"),
        door("/settings/roles", roles, ADMIN),
    ]


async def settings(request: Request) -> Response:
    """The first page of the settings."""
    await member(request, ADMIN)
    return RedirectResponse("/settings/people", 303)


async def roles(request: Request) -> Response:
    """What each role may do, from the registry."""
    found = await member(request, ADMIN)
    known = await asked(request, found.actor, "roles")
    assert isinstance(known, Roles)
    every = {**known.readings, **known.verbs}
    allowed = {role: frozenset(name for name, who in every.items() if role in who) for role in ROLES}
    return page(request, found, RoleSettings(ROLES, tuple(sorted(every)), allowed))


async def _people(request: Request, found: SignedIn, error: str, notice: str) -> Page:
    people, teams = await _everybody(request, found)
    rows = tuple(_row(person, teams) for person in people)
    return PeopleSettings(rows, ROLES, _choices(teams), error, notice)


async def _people_done(request: Request, found: SignedIn, form: Form) -> str:
    context = context_of(request)
    if one(form, "do") == "resend":
        who = shaped({"user_id": one(form, "person_id")}, UserOnly)
        await context.command("users.link", found.actor, who)
        return "settings.link_sent"
    wish = {
        "name": one(form, "name"),
        "email": one(form, "email"),
        "role": one(form, "role"),
        "language": one(form, "lang") or found.user.language,
        "time_zone": found.user.time_zone,
        "team_ids": form.get("team_id", []),
    }
    await context.command("users.invite", found.actor, shaped(wish, Invite))
    return "settings.invited"


async def _person(request: Request, found: SignedIn, draft: Draft) -> Page:
    people, teams = await _everybody(request, found)
    user_id = request.path_params["user_id"]
    person = next((one for one in people if one.id == user_id), None)
    if person is None:
        raise Unknown("user.unknown", id=user_id)
    skills = await asked(request, found.actor, "skills")
    calendars = await asked(request, found.actor, "calendars")
    assert isinstance(skills, Skills)
    assert isinstance(calendars, Calendars)
    sent = draft.sent("save")
    return PersonSettings(
        _row(person, teams),
        draft.many("team_id") if sent else person.team_ids,
        ROLES,
        _choices(teams),
        tuple(Choice(skill.id, skill.name) for skill in skills.skills),
        {name: values[0] for name, values in draft.form.items()} if sent else _typed(person),
        tuple(person.capacity),
        tuple(Choice(row.id, row.name) for row in calendars.calendars),
        draft.one("on_call") == "yes" if sent else person.on_call,
        draft.errors,
        draft.notice,
        person.second_factor,
    )


def _typed(person: Person) -> dict[str, str]:
    return {
        "name": person.name,
        "role": person.role,
        "calendar_id": person.calendar_id or "",
        **{f"skill.{skill_id}": str(level) for skill_id, level in person.skills.items()},
        **{f"capacity.{channel}": str(most) for channel, most in person.capacity.items()},
    }


async def _person_done(request: Request, found: SignedIn, form: Form) -> str:
    context, user_id = context_of(request), request.path_params["user_id"]
    simple = {
        "deactivate": ("users.deactivate", "settings.deactivated"),
        "activate": ("users.reactivate", "settings.activated"),
        "reset_password": ("users.link", "settings.link_sent"),
        "resend": ("users.link", "settings.link_sent"),
    }
    if one(form, "do") == "second_off":
        await context.command("second_factor.reset", found.actor, ResetFactor(user_id=user_id))
        return "settings.second_is_off"
    if (wish := one(form, "do")) in simple:
        verb, notice = simple[wish]
        await context.command(verb, found.actor, UserOnly(user_id=user_id))
        return notice
    edit = {
        "user_id": user_id,
        "version": number(form, "version"),
        "name": one(form, "name"),
        "role": one(form, "role"),
        "team_ids": form.get("team_id", []),
        "skills": numbers(form, "skill."),
        "capacity": numbers(form, "capacity."),
        "calendar_id": one(form, "calendar_id"),
        "on_call": one(form, "on_call") == "yes",
    }
    await context.command("users.edit", found.actor, shaped(edit, EditUser))
    return "settings.saved"


async def _teams(request: Request, found: SignedIn, error: str, notice: str) -> Page:
    people, teams = await _everybody(request, found)
    queues = await asked(request, found.actor, "queues")
    assert isinstance(queues, Queues)
    rows = tuple(
        TeamRow(
            team.id,
            team.name,
            tuple(person.name for person in people if team.id in person.team_ids),
            tuple(queue.name for queue in queues.queues if queue.team_id == team.id),
            team.version,
        )
        for team in teams.teams
    )
    return TeamSettings(rows, error, notice)


async def _teams_done(request: Request, found: SignedIn, form: Form) -> str:
    context, name = context_of(request), one(form, "name")
    if one(form, "do") == "create":
        await context.command("teams.create", found.actor, shaped({"name": name}, CreateTeam))
        return "settings.added"
    seen = {"team_id": one(form, "team_id"), "version": number(form, "version")}
    if wished(form) == "remove":
        await context.command("teams.remove", found.actor, shaped(seen, RemoveTeam))
        return "settings.removed"
    if wished(form) != "rename":
        raise Invalid("form.malformed")
    edit = {**seen, "name": name}
    await context.command("teams.edit", found.actor, shaped(edit, EditTeam))
    return "settings.renamed"


async def _everybody(request: Request, found: SignedIn) -> tuple[list[Person], Teams]:
    people = await asked(request, found.actor, "users")
    teams = await asked(request, found.actor, "teams")
    assert isinstance(people, People)
    assert isinstance(teams, Teams)
    return people.people, teams


def _row(person: Person, teams: Teams) -> PersonRow:
    names = tuple(team.name for team in teams.teams if team.id in person.team_ids)
    return PersonRow(
        person.id,
        person.name,
        person.email,
        person.role,
        names,
        person.state,
        person.last_sign_in,
        person.version,
    )


def _choices(teams: Teams) -> tuple[Choice, ...]:
    return tuple(Choice(team.id, team.name) for team in teams.teams)
