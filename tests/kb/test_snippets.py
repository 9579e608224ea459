"""Passages used in several articles."""

import pytest

from kb.article import BODY_CHARS
from kb.editing import saved
from kb.errors import KnowledgeError
from kb.snippets import filled, used, users
from tests.kb.cast import TEXT, live

STORE = {
    "hours": "8-18",
    "address": "Mill Lane 1, {{snippet:hours}}",
    "a": "{{snippet:b}}",
    "b": "{{ snippet:a }}",
}


def test_snippets_are_filled_in_inside_each_other_too() -> None:
    assert filled("Send to {{snippet:address}}.", STORE) == "Send to Mill Lane 1, 8-18."
    assert filled("{{snippet:hours}} and {{snippet:hours}}", STORE) == "8-18 and 8-18"
    assert filled("nothing {{else}}", STORE) == "nothing {{else}}"


def test_unknown_ones_and_circles_are_refused_by_name() -> None:
    with pytest.raises(KnowledgeError, match="no snippet gone"):
        filled("{{snippet:gone}}", STORE)
    with pytest.raises(KnowledgeError, match="a > b > a"):
        filled("{{snippet:a}}", STORE)


def test_snippets_that_double_each_other_do_not_fill_the_memory() -> None:
    store = {f"s{n}": f"{{{{snippet:s{n + 1}}}}}" * 10 for n in range(12)} | {"s12": "0123456789"}
    with pytest.raises(KnowledgeError) as refused:
        filled("{{snippet:s0}}", store)
    assert refused.value.code == "kb.text_too_long"
    assert BODY_CHARS < 10**12


def test_users_are_articles_that_hold_it_directly_or_through_others() -> None:
    with_address = saved(live(), type(TEXT)("t", "{{snippet:address}}"), "sam", 1, based_on=1)
    plain = live()
    assert users("hours", {"x": with_address, "y": plain}, STORE) == ["x"]
    assert used("{{snippet:hours}} {{snippet:address}}") == {"hours", "address"}
