"""The editorial life, step by step."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kb.article import BODY_CHARS, Article, Content
from kb.editing import (
    Editorial,
    aged,
    archived,
    confirmed,
    due,
    published,
    restored,
    returned,
    revived,
    saved,
    submitted,
)
from kb.errors import KnowledgeError
from tests.kb.cast import DAY, RULES, TEXT, draft, live

OTHER = replace(TEXT, body="Open the cover. Hold reset for five seconds.")


def code_of(refused: pytest.ExceptionInfo[KnowledgeError]) -> str:
    return refused.value.code


def test_a_draft_is_for_colleagues_and_shown_to_nobody() -> None:
    assert (draft().state, draft().audience, draft().shown) == ("draft", frozenset({"internal"}), None)


def test_it_is_published_by_somebody_else_and_dated_for_the_next_reading() -> None:
    article = published(submitted(draft()), "marta", RULES, 5)
    assert article.shown == draft().newest
    assert article.review_by == 5 + 180 * DAY
    with pytest.raises(KnowledgeError) as refused:
        published(submitted(draft()), "sam", RULES, 5)
    assert code_of(refused) == "kb.own_review"


def test_who_wrote_the_version_counts_and_not_who_owns_the_article() -> None:
    edited = submitted(saved(live(), OTHER, "marta", 9, based_on=1))
    assert published(edited, "sam", RULES, 10).live == 2
    with pytest.raises(KnowledgeError):
        published(edited, "marta", RULES, 10)


def test_a_desk_without_review_publishes_drafts() -> None:
    assert published(draft(), "sam", Editorial(review_required=False), 0).state == "published"


def test_readers_see_the_old_version_until_the_new_one_is_approved() -> None:
    edited = saved(live(), OTHER, "sam", 9, based_on=1)
    assert edited.shown is not None
    assert (edited.state, edited.newest.number, edited.shown.number) == ("draft", 2, 1)
    assert published(submitted(edited), "marta", RULES, 10).shown == edited.newest


def test_a_return_brings_it_back_to_its_writer() -> None:
    assert returned(submitted(draft())).state == "draft"


def test_words_of_somebody_else_are_not_overwritten() -> None:
    edited = saved(draft(), OTHER, "sam", 9, based_on=1)
    with pytest.raises(KnowledgeError) as refused:
        saved(edited, TEXT, "marta", 10, based_on=1)
    assert code_of(refused) == "kb.version_moved"
    with pytest.raises(KnowledgeError) as unknown:
        saved(edited, TEXT, "marta", 10, based_on=7)
    assert code_of(unknown) == "kb.version_unknown"


def test_saving_the_same_makes_no_version() -> None:
    assert saved(live(), TEXT, "sam", 9, based_on=1) == live()


def test_restoring_adds_a_version_and_loses_none() -> None:
    edited = saved(live(), OTHER, "sam", 9, based_on=1)
    back = restored(edited, 1, "marta", 10)
    assert [version.content for version in back.versions] == [TEXT, OTHER, TEXT]
    assert (back.newest.restored_from, back.newest.by, back.state) == (1, "marta", "draft")
    with pytest.raises(KnowledgeError):
        restored(edited, 3, "marta", 10)


def test_it_goes_stale_at_its_date_and_is_confirmed() -> None:
    article = live()
    assert article.review_by is not None
    assert not due(article, article.review_by - 1)
    stale = aged(article, article.review_by)
    assert (stale.state, stale.shown) == ("stale", article.shown)
    again = confirmed(stale, RULES, article.review_by + 3)
    assert (again.state, again.review_by) == ("published", article.review_by + 3 + 180 * DAY)
    assert aged(draft(), 10**15) == draft()


def test_archived_is_out_of_sight_and_comes_back_only_as_a_draft() -> None:
    gone = archived(live(), redirect="a2")
    assert (gone.shown, gone.redirect, len(gone.versions)) == (None, "a2", 1)
    back = revived(gone)
    assert (back.state, back.shown, back.redirect) == ("draft", None, None)


@pytest.mark.parametrize(
    "step",
    [returned, lambda one: published(one, "marta", RULES, 0), lambda one: confirmed(one, RULES, 0), revived],
)
def test_a_step_out_of_turn_is_refused(step: Callable[[Article], Article]) -> None:
    with pytest.raises(KnowledgeError) as refused:
        step(draft())
    assert code_of(refused) == "kb.step_not_allowed"


def test_archived_articles_are_not_edited() -> None:
    gone = archived(live())
    with pytest.raises(KnowledgeError):
        saved(gone, OTHER, "sam", 1, based_on=1)
    for step in (submitted, archived):
        with pytest.raises(KnowledgeError):
            step(gone)


def test_a_title_is_needed_and_a_body_has_a_limit() -> None:
    with pytest.raises(KnowledgeError, match="needs a title"):
        Content("  ", "x")
    with pytest.raises(KnowledgeError, match="Divide it"):
        Content("x", "x" * (BODY_CHARS + 1))
    with pytest.raises(KnowledgeError, match="review_days"):
        Editorial(review_days=0)
