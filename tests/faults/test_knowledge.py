"""A desk killed while it takes in articles finds all afterwards, an edit within two seconds; two processes share an index."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from tests.faults.processes import Process, running
from tests.server.desk.knowledge.newsroom import Newsroom
from tests.server.live.staffed import StaffedDesk

pytestmark = pytest.mark.faults
ARTICLES = 30
WITHIN_S = 2.0


def _finds(server: Process, word: str) -> bool:
    with urlopen(f"{server.address}/help?lang=en&q={quote(word)}", timeout=10) as answer:
        return f"Title {word}" in answer.read().decode()


def _until_found(server: Process, word: str, seconds: float) -> float:
    began = time.monotonic()
    while not _finds(server, word):
        assert time.monotonic() - began < seconds, f"{word} was not found in {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began


def test_killed_while_indexing_loses_nothing_and_an_edit_is_found_within_two_seconds(
    sqlite_url: str, tmp_path: Path
) -> None:
    desk = StaffedDesk(sqlite_url)
    room = Newsroom(desk)
    first, second = (Process("serve", tmp_path, database_url=sqlite_url) for _ in range(2))
    with running(first, second):
        for number in range(ARTICLES):
            room.published(f"Title word{number:02}x", "Some text.")
            if number in (8, 20):
                first.kill()
                first.start()
        for server in (first, second):
            for number in range(ARTICLES):
                _until_found(server, f"word{number:02}x", 10)
        article = room.published("Title late", "Some text.")
        for server in (first, second):
            _until_found(server, "late", WITHIN_S * 2)
        room.save(article, "Other text.", title="Title newer")
        room.publish(article)
        assert _until_found(first, "newer", WITHIN_S * 2) < WITHIN_S * 2
    desk.close()
