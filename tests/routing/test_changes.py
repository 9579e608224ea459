"""A value with some fields changed is what `dataclasses.replace` makes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from routing.changes import changed
from tests.routing.cast import agent, at, item


def test_it_is_what_replace_makes_of_it() -> None:
    call = item("call", {"german": 2}, declined_by=frozenset({"kofi"}))
    assert changed(call, state="offered", agent="lin") == replace(call, state="offered", agent="lin")
    lin = agent("lin", {"german": 2})
    assert changed(lin, idle_since=at(5)) == replace(lin, idle_since=at(5))


def test_a_field_there_is_not_is_refused() -> None:
    with pytest.raises(TypeError):
        changed(item("call"), colour="red")
