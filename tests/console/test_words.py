"""Whatever the desk can say by a code has words in the catalogs: states, refusals, sentences of the timeline, verbs."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import console
import server
from console.catalog import LANGUAGES, catalog
from server.base import errors
from server.desk import consents, merges
from server.desk.all_verbs import __all__ as modules_of_verbs
from server.desk.readings.registry import READINGS
from server.desk.verbs import VERBS
from server.store.tables.staff import Role
from server.store.tables.work import Channel, Presence_, Priority, Status

FAMILIES: dict[str, tuple[str, ...]] = {
    "status": get_args(Status),
    "priority": get_args(Priority),
    "channel": get_args(Channel),
    "presence": get_args(Presence_),
    "role": get_args(Role),
    "offer.kind": get_args(Channel),
    "load": get_args(Channel),
    "call.state": ("ringing", "connecting", "answered", "held", "ended", "failed"),
    "promise": ("follow_up", "call_back", "answer", "pick_up"),
    "merge": get_args(merges.Reason),
    "duplicate": get_args(merges.Sign),
    "consent": get_args(consents.Purpose),
    "why": ("affinity", "only_one_free", "fewest_skills_then_longest_idle"),
    "verb": (*(name for name, one in VERBS.items() if one.policy.roles), *READINGS),
}
SERVER = Path(server.__file__).parent
REFUSALS = {
    name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, errors.DeskError)
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_code_of_a_family_has_words(family: str, lang: str) -> None:
    words = catalog(lang)
    missing = [one for one in FAMILIES[family] if not words.has(f"{family}.{one}")]
    assert missing == []


def test_the_registry_was_whole_when_this_was_asked() -> None:
    assert len(modules_of_verbs) > 10 and len(VERBS) > 50


def test_every_channel_says_where_a_reply_goes() -> None:
    assert [one for one in get_args(Channel) if not catalog("en").has(f"composer.to_{one}")] == []


def test_every_refusal_of_the_desk_has_words() -> None:
    codes = {code for call in _calls() if _name(call) in REFUSALS and (code := _first_text(call))}
    assert len(codes) > 60
    assert sorted(code for code in codes if not catalog("en").has(f"error.{code}")) == []


def test_every_line_the_desk_writes_itself_has_a_sentence() -> None:
    codes = {texts[-1] for call in _calls() if _name(call) == "note_event" and (texts := _texts(call))}
    assert len(codes) > 8
    assert sorted(code for code in codes if not catalog("en").has(f"timeline.{code}")) == []


def test_refusals_of_the_socket_have_words() -> None:
    tree = ast.parse((Path(console.__file__).parent / "session.py").read_text("utf-8"))
    texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    codes = {one for one in texts if one.startswith("socket.")}
    assert codes and [one for one in codes if not catalog("zh").has(f"error.{one}")] == []


def _calls() -> Iterator[ast.Call]:
    for file in SERVER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield node


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _texts(call: ast.Call) -> list[str]:
    return [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]


def _first_text(call: ast.Call) -> str:
    return next(iter(_texts(ast.Call(call.func, call.args[:1], []))), "")
