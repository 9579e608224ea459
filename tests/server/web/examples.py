"""Requests that fit, made from the registered types: one example for every verb and reading, with ids of things that exist."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from msgspec import inspect

from server.base.crypto import fingerprint
from server.desk.access import SYSTEM_ONLY, Policy
from server.desk.actors import SYSTEM
from server.desk.book import Book
from server.desk.readings.registry import READINGS, Reading
from server.desk.verbs import VERBS, Answer, Body, Verb, verb
from server.store.tables.staff import API_KEYS, ApiKey
from tests.server.live.staffed import BILLING, EAST, LIN, ORDERS
from tests.server.web.opened import OpenDesk

PLACE = re.compile(r"\{(\w+)\}")
SECRET = "s" * 43


class Known(NamedTuple):
    """Things of the desk the examples speak of, by the field that names them; `foreign` are tickets of another team."""

    fields: dict[str, Any]
    foreign: dict[str, Any]
    keys: dict[str, str]


class MakeKeys(Body, frozen=True, kw_only=True):
    """One API key for each scope."""


@verb("test.keys", MakeKeys, SYSTEM_ONLY)
def make_keys(book: Book, _body: MakeKeys) -> Answer:
    """Keys with one scope each, under the same secret."""
    for scope in ("read", "write", "events", "admin"):
        key = ApiKey(
            id=f"api_{scope}",
            name=scope,
            digest=fingerprint(SECRET),
            scopes=(scope,),
            created_by="usr_ada",
            created_at=1,
        )
        book.put(API_KEYS, key)
    return Answer()


def furnished(web: OpenDesk) -> Known:
    """Add what the examples speak of, and return it."""
    desk = web.desk
    desk.do(SYSTEM, "test.keys")
    mei, other = desk.customer("Mei Lin"), desk.customer("Ana Sol")
    mine = desk.ticket(mei, "A kettle", ORDERS)
    theirs = desk.ticket(other, "A bill", BILLING)
    desk.arrive(LIN)
    offer_id = desk.offer(mine, LIN)
    victim = desk.do(
        SYSTEM,
        "users.add",
        name="Noor",
        email="noor@example.com",
        role="agent",
        password="x",
        team_ids=[EAST],
    )["user_id"]
    fields = {
        "ticket_id": mine,
        "customer_id": mei,
        "source_id": other,
        "offer_id": offer_id,
        "user_id": victim,
        "team_id": EAST,
        "queue_id": ORDERS,
        "skill_id": "ski_refunds",
        "key_id": "api_read",
        "email": "new@example.com",
        "name": "A name",
        "time_zone": "Asia/Shanghai",
        "kind": "email",
        "value": "mei@example.com",
        "figure": "waiting",
        "version": 1,
    }
    keys = {scope: f"api_{scope}.{SECRET}" for scope in ("read", "write", "events", "admin")}
    return Known(fields, {**fields, "ticket_id": theirs}, keys)


def posts() -> list[Verb]:
    """Return the verbs that are routes."""
    return [one for one in VERBS.values() if one.path is not None]


def gets() -> list[Reading]:
    """Return the readings."""
    return list(READINGS.values())


def split(shape: Any, path: str, known: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the address with its places filled, and an example of the other fields."""
    values = example(inspect.type_info(shape), known)
    values |= {name: known.get(name, f"{name[:3]}_nowhere") for name in PLACE.findall(path)}
    address = PLACE.sub(lambda place: str(values[place[1]]), path)
    return address, {name: value for name, value in values.items() if name not in PLACE.findall(path)}


def example(kind: inspect.Type, known: dict[str, Any], name: str = "") -> Any:
    """Return a value of the type; a field that has a known value gets it."""
    if name in known:
        return known[name]
    if isinstance(kind, inspect.StructType):
        wanted = (field for field in kind.fields if field.required)
        return {field.encode_name: example(field.type, known, field.encode_name) for field in wanted}
    if isinstance(kind, inspect.UnionType):
        return example(next(arm for arm in kind.types if not isinstance(arm, inspect.NoneType)), known)
    if isinstance(kind, inspect.LiteralType):
        return kind.values[0]
    if isinstance(kind, inspect.IntType):
        return kind.ge if kind.ge is not None else 1
    if isinstance(kind, inspect.StrType):
        return "x" * max(kind.min_length or 0, 8)
    if isinstance(kind, inspect.ListType | inspect.VarTupleType):
        return [example(kind.item_type, known)] * (kind.min_length or 0)
    if isinstance(kind, inspect.BoolType):
        return True
    return {} if isinstance(kind, inspect.DictType) else 1.5


def senders(policy: Policy, known: Known) -> list[dict[str, str]]:
    """Return ways to ask that the policy admits, the most powerful first."""
    order = {"administrator": "usr_ada", "supervisor": "usr_marta", "agent": LIN, "editor": "usr_sam"}
    people = [{"user_id": who} for role, who in order.items() if role in policy.roles]
    programs = [{"key": known.keys[policy.scope]}] if policy.scope else []
    return people + programs
