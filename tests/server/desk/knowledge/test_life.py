"""P23: every version kept, approval by somebody else, restoring, review by a day, archive, remarks bound to the version read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.base.clock import DAY
from server.base.errors import Conflict, DeskError, Forbidden, Invalid
from server.desk.actors import SYSTEM
from server.desk.secrets import RemarkSecret
from server.desk.verify import verify
from server.store.tables.infra import TIMERS
from server.store.tables.knowledge import ARTICLE_VERSIONS, ARTICLE_VOTES, SLUGS
from server.store.tables.notices import NOTICES
from tests.server.desk.knowledge.newsroom import Newsroom
from tests.server.live.staffed import ADA, LIN, MARTA, SAM, StaffedDesk, staff


@pytest.fixture
def room(database_url: str) -> Iterator[Newsroom]:
    """A desk with editors."""
    desk = StaffedDesk(database_url)
    yield Newsroom(desk)
    desk.close()


def _refused(room: Newsroom, user_id: str, verb: str, **fields: object) -> str:
    with pytest.raises(DeskError) as refusal:
        room.desk.do(staff(user_id), verb, **fields)
    return refusal.value.code


def test_p23_an_article_is_read_by_somebody_else_before_customers_see_it(room: Newsroom) -> None:
    article = room.begin("Late refunds")
    assert _refused(room, SAM, "articles.publish", article_id=article, number=1) == "kb.step_not_allowed"
    room.desk.do(room.sam, "articles.submit", article_id=article)
    assert {one.user_id for one in room.rows(NOTICES)} == {MARTA, ADA}
    assert _refused(room, SAM, "articles.publish", article_id=article, number=1) == "kb.own_review"
    room.desk.do(room.marta, "articles.return", article_id=article, wish="Say how long it takes.")
    assert room.article(article).state == "draft"
    assert room.save(article, "It takes five days.") == 2
    room.desk.do(room.sam, "articles.submit", article_id=article)
    room.desk.do(room.marta, "articles.publish", article_id=article, number=2)
    shown = room.article(article)
    assert (shown.state, shown.live, shown.newest) == ("published", 2, 2)
    assert shown.review_by == shown.published_at + 180 * DAY if shown.published_at else False


def test_what_was_published_is_what_was_read(room: Newsroom) -> None:
    article = room.begin("Late refunds")
    room.desk.do(room.sam, "articles.submit", article_id=article)
    room.save(article, "Slipped in later.")
    assert _refused(room, MARTA, "articles.publish", article_id=article, number=1) == "kb.version_moved"


def test_readers_keep_the_published_version_while_a_new_one_is_written(room: Newsroom) -> None:
    article = room.published("Late refunds", "Old.")
    room.save(article, "New.")
    row = room.article(article)
    assert (row.state, row.live, row.newest) == ("draft", 1, 2)


def test_p23_every_version_is_kept_and_an_old_one_can_be_restored(room: Newsroom) -> None:
    article = room.begin("Late refunds", "One.")
    room.save(article, "Two.")
    room.save(article, "Three.")
    room.desk.do(room.sam, "articles.restore", article_id=article, number=1)
    texts = [one.body for one in room.rows(ARTICLE_VERSIONS, article_id=article)]
    assert sorted(texts) == ["One.", "One.", "Three.", "Two."]
    assert room.version(article).restored_from == 1


def test_nobodys_words_are_overwritten_silently(room: Newsroom) -> None:
    article = room.begin("Late refunds")
    room.save(article, "Marta's words.", by=room.marta)
    assert _saved_on(room, article, 1) == "kb.version_moved"
    assert room.save(article, "Marta's words.") == 2, "the same text again is no new version"


def _saved_on(room: Newsroom, article: str, based_on: int) -> str:
    with pytest.raises(DeskError) as refusal:
        room.save(article, "Sam's words.", based_on=based_on)
    return refusal.value.code


def test_an_article_falls_due_and_its_owner_is_told_once(room: Newsroom) -> None:
    article = room.published("Late refunds")
    (timer,) = room.rows(TIMERS, kind="article_review")
    assert timer.due_at == room.article(article).review_by
    room.fire("article_review", article, "articles.fall_due")
    assert room.article(article).state == "published", "not before its day"
    room.desk.clock.advance(181 * DAY)
    room.fire("article_review", article, "articles.fall_due")
    assert room.article(article).state == "stale"
    assert room.article(article).live == 1
    told = [one for one in room.rows(NOTICES) if one.kind == "stale_article"]
    assert [one.user_id for one in told] == [SAM]
    room.desk.do(room.sam, "articles.confirm", article_id=article)
    assert room.article(article).state == "published"


def test_an_archived_article_leads_to_another_and_comes_back_as_a_draft(room: Newsroom) -> None:
    old, new = room.published("Old"), room.published("New")
    with pytest.raises(Invalid, match="redirect"):
        room.desk.do(room.sam, "articles.archive", article_id=old, redirect=old)
    room.desk.do(room.sam, "articles.archive", article_id=old, redirect=new)
    assert (room.article(old).state, room.article(old).redirect) == ("archived", new)
    room.desk.do(room.sam, "articles.revive", article_id=old)
    assert (room.article(old).state, room.article(old).live) == ("draft", None)


def test_an_old_address_goes_on_leading_to_the_article(room: Newsroom) -> None:
    article = room.begin("Late refunds")
    seen = room.article(article)
    assert seen.slug == "late-refunds"
    fields = {"audience": ["customer"], "owner_id": SAM}
    room.desk.do(
        room.sam, "articles.describe", article_id=article, seen=seen.version, slug="refunds", **fields
    )
    assert {one.slug for one in room.rows(SLUGS, article_id=article)} == {"late-refunds", "refunds"}
    assert room.article(room.begin("Late refunds")).slug == "late-refunds-2"
    with pytest.raises(Conflict, match=r"article\.moved"):
        room.desk.do(room.sam, "articles.describe", article_id=article, seen=seen.version, **fields)
    now = room.article(article).version
    for slug, code in (("Not So", "article.slug_form"), ("late-refunds-2", "article.slug_taken")):
        answer = {"article_id": article, "seen": now, "slug": slug, **fields}
        assert _refused(room, SAM, "articles.describe", **answer) == code


def test_a_chinese_title_makes_a_chinese_address(room: Newsroom) -> None:
    assert room.article(room.begin("退款多久到账？", language="zh")).slug == "退款多久到账"


def test_only_editors_and_up_write_while_agents_report(room: Newsroom) -> None:
    article = room.published("Late refunds")
    with pytest.raises(Forbidden):
        room.desk.do(staff(LIN), "articles.begin", title="Mine", body="", language="en")
    room.desk.do(staff(LIN), "articles.report", article_id=article, number=1, text="It is four days now.")
    (remark,) = room.rows(ARTICLE_VOTES)
    assert (remark.kind, remark.number, remark.by) == ("report", 1, LIN)
    assert [one.kind for one in room.rows(NOTICES, user_id=SAM)] == ["article_reported"]
    room.desk.do(room.sam, "articles.remark_read", remark_id=remark.id)
    assert room.rows(ARTICLE_VOTES)[0].read_at is not None


def test_p23_a_verdict_is_bound_to_the_version_that_was_read(room: Newsroom) -> None:
    article = room.published("Late refunds")
    room.save(article, "New.")
    said = {"article_id": article, "number": 1, "helpful": False}
    vote = room.desk.do(SYSTEM, "articles.vote", **said)["vote_id"]
    room.desk.do(SYSTEM, "articles.vote", **said, vote_id=vote, comment="My card is 4111 1111 1111 1111")
    (kept,) = room.rows(ARTICLE_VOTES)
    assert (kept.id, kept.number, kept.kind) == (vote, 1, "not_helpful")
    with room.desk.look(SYSTEM) as look:
        assert look.open_all([vote], RemarkSecret)[vote].text == "My card is •••• •••• •••• 1111"


def test_a_translation_knows_its_original(room: Newsroom) -> None:
    article = room.published("Late refunds")
    zh = room.begin("退款", "正文", language="zh", original=article, made_from=1)
    assert room.article(zh).original == article
    assert room.version(zh).translated_from == 1
    for fields in ({"language": "zh", "original": article}, {"language": "en", "original": zh}):
        assert _refused(room, SAM, "articles.begin", title="x", body="", **fields).startswith(
            "article.translation"
        )


def test_the_log_of_articles_folds_to_the_same_rows(room: Newsroom) -> None:
    article = room.published("Late refunds")
    room.save(article, "New.")
    room.desk.do(room.sam, "articles.forget_learning", article_id=article)
    room.desk.do(room.sam, "articles.archive", article_id=article)
    assert verify(room.desk.database, room.desk.master).findings == []
