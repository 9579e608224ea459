"""A route and who may use it, together: one without a declared policy stops the start."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.base.errors import DeskError
from server.desk.access import Policy

OPEN = Policy("everybody, signed in or not", kinds=frozenset(("anybody",)))
Handler = Callable[[Request], Awaitable[Response]]


class Door(NamedTuple):
    """A route with the policy its handler applies."""

    route: BaseRoute
    policy: Policy


class Undeclared(DeskError):
    """A route nobody declared a policy for: the server does not start."""

    status = 500


def door(path: str, handler: Handler, policy: Policy, *methods: str) -> Door:
    """Return a door at `path` for these methods (GET unless named)."""
    return Door(Route(path, handler, methods=list(methods or ("GET",)), include_in_schema=False), policy)


def check(doors: Iterable[tuple[BaseRoute, object]]) -> list[BaseRoute]:
    """Return the routes, or raise Undeclared for the first without a policy that admits somebody."""
    routes: list[BaseRoute] = []
    for route, policy in doors:
        if not isinstance(policy, Policy) or not (policy.roles or policy.scope or policy.kinds):
            raise Undeclared("route.undeclared", path=str(getattr(route, "path", route)))
        routes.append(route)
    return routes
