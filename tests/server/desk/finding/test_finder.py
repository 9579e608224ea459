"""What readers see is found within one step of the follower, by whom it is for, with and without a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from kb.audience import Reader
from kb.question import language_of
from server.desk.core import Core
from server.desk.finding.finder import Finder
from server.jobs.knowledge import Meaning
from server.models.encoder import Kind
from tests.server.desk.knowledge.newsroom import Newsroom
from tests.server.live.staffed import EAST, StaffedDesk

CUSTOMER, STAFF = Reader(), Reader(staff=True)
TOPICS = {"money": (1.0, 0.0, 0.0), "door": (0.0, 1.0, 0.0), "other": (0.0, 0.0, 1.0)}
WORDS = {"refund": "money", "退款": "money", "cash": "money", "lock": "door", "门锁": "door"}


class Topics:
    """An encoder of three topics; it prefers its own language, as encoders do. `late`: it does not answer in time."""

    name = "topics"
    dimensions = 4
    late = False

    def encode(self, texts: Sequence[str], kind: Kind, deadline_s: float) -> list[list[float]] | None:
        """The topic of the first word that is known, and the language, which weighs more."""
        return None if self.late else [self._one(text) for text in texts]

    def _one(self, text: str) -> list[float]:
        topic = next((WORDS[word] for word in WORDS if word in text.lower()), "other")
        return [0.4 * one for one in TOPICS[topic]] + [0.9 if language_of(text) == "zh" else -0.9]


@pytest.fixture
def room(database_url: str) -> Iterator[Newsroom]:
    """A desk with editors."""
    desk = StaffedDesk(database_url)
    yield Newsroom(desk)
    desk.close()


@pytest.fixture
def finder(room: Newsroom, tmp_path: Path) -> Iterator[Finder]:
    """Words alone."""
    made = Finder(room.desk.database, tmp_path)
    yield made
    made.close()


def _ids(finder: Finder, question: str, reader: Reader = CUSTOMER) -> list[str]:
    return [one.article for one in finder.found(question, reader).suggested]


def test_an_article_is_found_once_it_is_published_and_its_new_words_once_these_are(
    room: Newsroom, finder: Finder
) -> None:
    article = room.begin("Late refunds", "It takes five days.")
    finder.catch_up()
    assert _ids(finder, "late refund") == []
    room.publish(article)
    assert finder.catch_up() == 1
    assert _ids(finder, "late refund") == [article]
    room.save(article, "Ask for a chargeback.")
    finder.catch_up()
    assert _ids(finder, "chargeback") == [], "a draft is not shown"
    room.publish(article)
    finder.catch_up()
    assert _ids(finder, "chargeback") == [article]
    assert finder.catch_up() == 0


def test_nobody_finds_what_is_not_for_them(room: Newsroom, finder: Finder) -> None:
    customers = room.published("Refund for customers")
    colleagues = room.published("Refund for colleagues", audience=["internal"])
    team = room.published("Refund for the east", audience=[f"team:{EAST}"])
    finder.catch_up()
    assert set(_ids(finder, "refund")) == {customers}
    assert set(_ids(finder, "refund", STAFF)) == {customers, colleagues}
    assert set(_ids(finder, "refund", Reader(staff=True, teams=frozenset({EAST})))) == {
        customers,
        colleagues,
        team,
    }
    row = room.article(customers)
    room.desk.do(room.sam, "articles.describe", article_id=customers, seen=row.version, audience=["internal"])
    finder.catch_up()
    assert _ids(finder, "refund") == []


def test_an_archived_article_is_gone_and_a_snippet_changes_what_its_articles_are_found_by(
    room: Newsroom, finder: Finder
) -> None:
    room.desk.do(room.sam, "snippets.create", name="returns", texts={"en": "Send it to Leeds."})
    article = room.published("Sending back", "Pack it. {{snippet:returns}}")
    finder.catch_up()
    assert _ids(finder, "Leeds") == [article]
    room.desk.do(room.sam, "snippets.edit", snippet_id="returns", version=1, texts={"en": "Send it to Hull."})
    finder.catch_up()
    assert (_ids(finder, "Leeds"), _ids(finder, "Hull")) == ([], [article])
    room.desk.do(room.sam, "articles.archive", article_id=article)
    finder.catch_up()
    assert _ids(finder, "Hull") == []


def test_an_index_that_is_gone_answers_nothing_and_comes_back_by_itself(
    room: Newsroom, finder: Finder, tmp_path: Path
) -> None:
    article = room.published("Late refunds")
    finder.catch_up()
    for file in sorted((tmp_path / "knowledge").rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    finder.close()
    assert _ids(finder, "late refund") == []
    finder.catch_up()
    assert _ids(finder, "late refund") == [article]


def test_a_chinese_question_finds_the_english_article_that_means_the_same(
    room: Newsroom, tmp_path: Path
) -> None:
    desk, model = room.desk, Topics()
    core = Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
    finder, meaning = Finder(desk.database, tmp_path, model), Meaning(core, model)
    refund, lock = room.published("Refund"), room.published("The lock")
    room.published("门锁", "正文", language="zh")
    room.published("其他", "正文", language="zh")
    finder.catch_up()
    assert finder.found("退款", CUSTOMER).by == "words"
    while meaning.step():
        pass
    found = finder.found("退款要多久", CUSTOMER)
    assert found.by == "topics"
    assert found.suggested[0].article == refund
    room.desk.do(room.sam, "articles.archive", article_id=refund)
    finder.catch_up()
    assert refund not in _ids(finder, "退款要多久")
    room.save(lock, "The lock and the refund.", title="Refund of a lock")
    room.publish(lock)
    assert meaning.step() == 1, "only what changed is made anew"
    model.late = True
    finder.catch_up()
    assert finder.found("lock", CUSTOMER).by == "words"
    finder.close()
