"""The registry of verbs: name, shape of the body, policy, place in the HTTP interface, what to read, what to decide.

Routes, OpenAPI, the access matrix and the malformation tests are all generated from it, so nothing can be reached unlisted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeVar

import msgspec

from server.desk.access import Policy
from server.desk.actors import Actor
from server.desk.book import Book
from server.store.pages import Need


class Body(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a command says. Unknown fields are refused."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a command answers. `seq` is the newest event it made, filled in by the executor."""

    seq: int = 0


B = TypeVar("B", bound=Body)
Decide = Callable[[Book, Any], Answer]
D = TypeVar("D", bound=Decide)
Reads = Callable[[Book, Any], Iterable[Need]]


class Verb(NamedTuple):
    """One thing the desk can do. `path` is below /api/v1, with fields of the body in braces; None: not reachable over HTTP."""

    name: str
    body: type[Body]
    answer: type[Answer]
    policy: Policy
    decide: Decide
    reads: Reads
    path: str | None
    summary: str


class Command(NamedTuple):
    """A verb somebody asks for. The same `key` from the same sender is the same command."""

    verb: str
    actor: Actor
    body: Body
    key: str | None = None


VERBS: dict[str, Verb] = {}


def nothing(_book: Book, _body: Any) -> Iterable[Need]:
    """Name no row beforehand."""
    return ()


def verb(
    name: str,
    body: type[Body],
    policy: Policy,
    *,
    path: str | None = None,
    answer: type[Answer] = Answer,
    reads: Reads = nothing,
) -> Callable[[D], D]:
    """Register a decision under its name. The first line of its docstring is the summary in the API's description."""

    def register(decide: D) -> D:
        if name in VERBS:
            raise ValueError(f"two decisions are called {name}")
        summary = (decide.__doc__ or "").strip().split("\n")[0]
        VERBS[name] = Verb(name, body, answer, policy, decide, reads, path, summary)
        return decide

    return register
