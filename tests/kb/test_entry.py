"""What the index is told of an article."""

from kb.editing import archived, saved
from kb.entry import entry
from tests.kb.cast import TEXT, draft, live


def test_an_entry_is_the_shown_version_in_plain_words() -> None:
    found = entry(live(), "# Open\n\n**Press** reset")
    assert found is not None
    assert (found.title, found.body, found.version, set(found.audience)) == (
        TEXT.title,
        "Open\nPress reset",
        1,
        {"customer"},
    )
    newer = saved(live(), type(TEXT)("Other", "Other"), "sam", 3, based_on=1)
    still = entry(newer, "x")
    assert still is not None
    assert (still.title, still.version) == (TEXT.title, 1)


def test_what_is_not_shown_has_no_entry() -> None:
    assert entry(draft(), "x") is None
    assert entry(archived(live()), "x") is None
