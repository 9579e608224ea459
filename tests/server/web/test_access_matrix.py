"""Every registered route x every kind of sender x things of one's own team and of another: exactly what the registry says."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from starlette.routing import BaseRoute, Route

from server.base.errors import DeskError
from server.desk.access import Policy
from server.desk.readings.registry import Reading
from server.desk.verbs import VERBS, Answer, Body, Verb
from server.web.app import all_doors, build
from server.web.doors import OPEN
from tests.server.live.staffed import ADA, KOFI, LIN, MARTA, SAM
from tests.server.web.examples import PLACE, Known, furnished, gets, posts, split
from tests.server.web.opened import OpenDesk

PEOPLE = {LIN: "agent", KOFI: "agent", MARTA: "supervisor", SAM: "editor", ADA: "administrator"}
SCOPES = ("read", "write", "events", "admin")
DENIED = ("access.forbidden", "access.scope_missing", "access.sign_in")
PLENTY = {"api_calls_per_minute": 100_000, "search_per_minute": 100_000}


@pytest.fixture
def open_desk(database_url: str) -> Any:
    """A desk that counts no calls."""
    opened = OpenDesk(database_url, **PLENTY)
    yield opened
    opened.close()


def _routes() -> list[Verb | Reading]:
    return [*gets(), *posts()]


def _answer(web: OpenDesk, route: Verb | Reading, fields: dict[str, Any], **sender: str) -> httpx2.Response:
    if isinstance(route, Verb):
        address, body = split(route.body, route.path or "", fields)
        return web.post(address, body, **sender)
    address, query = split(route.question, route.path, fields)
    return web.client.get(f"/api/v1{address}", params=query, headers=web.headers(**sender))


def _code(answer: httpx2.Response) -> str:
    return str(answer.json().get("code", "")) if answer.status_code >= 400 else ""


def _expected(policy: Policy, role: str) -> str:
    return "" if role in policy.roles else "access.forbidden"


def _senders(known: Known, policy: Policy) -> list[tuple[dict[str, str], str]]:
    """Every sender with the refusal the registry says, those that are refused first."""
    found: list[tuple[dict[str, str], str]] = [({}, "access.sign_in")]
    found += [({"user_id": user_id}, _expected(policy, role)) for user_id, role in PEOPLE.items()]
    found += [
        ({"key": known.keys[scope]}, "" if scope == policy.scope else "access.scope_missing")
        for scope in SCOPES
    ]
    return sorted(found, key=lambda pair: not pair[1])


def test_each_sender_may_use_exactly_what_the_registry_gives_them(open_desk: OpenDesk) -> None:
    known, wrong = furnished(open_desk), []
    for route in _routes():
        for sender, refusal in _senders(known, route.policy):
            if route.name == "api_keys.revoke":
                known.fields["key_id"] = "api_nobody"
            code = _code(_answer(open_desk, route, known.fields, **sender))
            came = code if code in DENIED else ""
            if came != refusal:
                wrong.append((route.name, sender, refusal, code))
    assert wrong == []


def test_a_ticket_of_another_team_is_not_there_for_any_route(open_desk: OpenDesk) -> None:
    known = furnished(open_desk)
    routes = [one for one in _routes() if one.policy.thing == "ticket"]
    assert len(routes) > 10
    strangers = [(one, who) for one in routes for who in (LIN, MARTA) if PEOPLE[who] in one.policy.roles]
    seen = {
        (one.name, who): code
        for one, who in strangers
        if (code := _code(_answer(open_desk, one, known.foreign, user_id=who))) != "ticket.unknown"
    }
    assert seen == {}


def test_an_offer_to_somebody_else_is_not_there(open_desk: OpenDesk) -> None:
    known = furnished(open_desk)
    routes = [one for one in posts() if one.policy.thing == "offer"]
    assert routes
    codes = {
        _code(_answer(open_desk, one, known.fields, user_id=who))
        for one in routes
        for who in (KOFI, MARTA, ADA)
    }
    assert codes == {"offer.unknown"}


def test_each_page_admits_exactly_the_roles_of_its_policy(open_desk: OpenDesk) -> None:
    known, wrong = furnished(open_desk), []
    pages = [one for one in all_doors() if not getattr(one.route, "path", "").startswith("/api/v1")]
    assert len(pages) > 20
    for one in pages:
        assert isinstance(one.route, Route)
        address = PLACE.sub(
            lambda place: str(known.fields.get(place[1], "x")), one.route.path.replace(":path", "")
        )
        for user_id, role in [*PEOPLE.items(), (None, "")]:
            if "GET" in (one.route.methods or ()):
                status = open_desk.get(address, user_id).status_code
            else:
                status = open_desk.form(address, {}, user_id).status_code
            open_desk.client.cookies.clear()
            refused = status in (401, 403)
            if refused != (one.policy is not OPEN and role not in one.policy.roles):
                wrong.append((address, role, status))
            if address == "/logout" and user_id is not None:
                open_desk.forget(user_id)
    assert wrong == []


def test_a_route_without_a_declared_policy_stops_the_start(open_desk: OpenDesk) -> None:
    async def anything(_request: object) -> Any: ...

    route: BaseRoute = Route("/backdoor", anything)
    for policy in (None, "open", Policy("nobody")):
        with pytest.raises(DeskError, match=r"route\.undeclared"):
            build(open_desk.context, [(route, policy)])  # type: ignore[list-item]  # the mistake under test


def test_a_verb_whose_policy_admits_nobody_stops_the_start(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = VERBS["account.prefer"]._replace(policy=Policy("nobody"), body=Body, answer=Answer)
    monkeypatch.setitem(VERBS, "account.prefer", broken)
    with pytest.raises(DeskError, match=r"account\.prefer"):
        build(open_desk.context)
