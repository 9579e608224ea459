"""Who may read what."""

from dataclasses import replace

import pytest

from kb.audience import Reader, allowed, checked, visible
from kb.editing import archived
from kb.errors import KnowledgeError
from tests.kb.cast import draft, live

CUSTOMER, AGENT = Reader(), Reader(staff=True, teams=frozenset({"gold"}))
EDITOR = Reader(staff=True, all_teams=True)


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ({"customer"}, (True, True, True)),
        ({"internal"}, (False, True, True)),
        ({"team:gold"}, (False, True, True)),
        ({"team:trade"}, (False, False, True)),
        ({"team:trade", "customer"}, (True, True, True)),
    ],
)
def test_customers_staff_teams_and_editors(audience: set[str], readers: tuple[bool, ...]) -> None:
    article = replace(live(), audience=checked(audience))
    assert tuple(visible(article, reader) for reader in (CUSTOMER, AGENT, EDITOR)) == readers


def test_drafts_and_archived_articles_are_seen_by_no_reader() -> None:
    assert not any(
        visible(one, reader) for one in (draft(), archived(live())) for reader in (CUSTOMER, AGENT, EDITOR)
    )


def test_allowed_names_the_audiences() -> None:
    assert allowed(CUSTOMER) == frozenset({"customer"})
    assert allowed(AGENT) == frozenset({"customer", "internal", "team:gold"})
    assert allowed(EDITOR) is None


@pytest.mark.parametrize("audience", [set(), {"everyone"}, {"team:"}, {"customer", "teams"}])
def test_anything_else_is_no_audience(audience: set[str]) -> None:
    with pytest.raises(KnowledgeError, match="audience must be"):
        checked(audience)
