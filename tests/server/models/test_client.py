"""Who asks the model waits as long as they said: a process that is late, dead, hanging or absent costs an answer and nothing else."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from server.base.settings import surroundings
from server.models.client import Client
from server.models.frames import Ready, Refused
from server.models.process import Running


class Heard:
    """What the client told."""

    def __init__(self) -> None:
        self.readies: list[Ready] = []
        self.pauses: list[float] = []
        self.refusals: list[Refused] = []

    def ready(self, hello: Ready) -> None:
        """It answers."""
        self.readies.append(hello)

    def gone(self, pause_s: float) -> None:
        """It ended."""
        self.pauses.append(pause_s)

    def refused(self, refusal: Refused) -> None:
        """It cannot."""
        self.refusals.append(refusal)


class Speaker:
    """A client of the process that does what its texts say."""

    def __init__(self, mode: str = "speak") -> None:
        self.heard = Heard()
        command = [sys.executable, "-m", "tests.server.models.speaker", mode]
        self.client = Client(
            lambda: Running(command, surroundings(), answer_s=0.6), self.heard, first_pause_s=0.05
        )
        self.client.start()

    def ask(self, *texts: str, seconds: float = 5.0) -> list[list[float]] | None:
        """Ask for vectors."""
        return self.client.encode(texts, "query", seconds)

    def wait_ready(self, times: int = 1) -> None:
        """Wait until it answers for the so-many-th time."""
        until(lambda: len(self.heard.readies) >= times and self.client.hello is not None)


def until(true: Callable[[], bool]) -> None:
    """Wait a little for something that another thread does."""
    limit = time.monotonic() + 20
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.01)


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    made = Speaker()
    made.wait_ready()
    yield made
    made.client.stop()


def test_vectors_come_in_the_order_of_the_texts(speaker: Speaker) -> None:
    found = speaker.ask("a", "bb", "ccc", "dddd", "eeeee", "ffffff")
    assert found is not None
    assert [one[0] for one in found] == [1, 2, 3, 4, 5, 6]
    assert (speaker.client.name, speaker.client.dimensions) == ("speaker", 2)


def test_nothing_to_encode_is_answered_at_once(speaker: Speaker) -> None:
    assert speaker.ask() == []


def test_an_answer_that_is_late_is_none_and_the_next_one_comes(speaker: Speaker) -> None:
    assert speaker.ask("slow", seconds=0.02) is None
    assert speaker.ask("in time") is not None


def test_a_process_that_dies_costs_one_answer_and_another_takes_over(speaker: Speaker) -> None:
    first = speaker.ask("a")
    assert speaker.ask("die") is None
    speaker.wait_ready(2)
    second = speaker.ask("a")
    assert first is not None
    assert second is not None
    assert first[0][1] != second[0][1]


def test_a_process_that_hangs_is_killed(speaker: Speaker) -> None:
    assert speaker.ask("hang", seconds=0.05) is None
    speaker.wait_ready(2)
    assert speaker.ask("a") is not None


def test_an_idle_process_that_ends_is_noticed(speaker: Speaker) -> None:
    assert speaker.client._running is not None
    speaker.client._running.kill()
    speaker.wait_ready(2)


def test_a_question_overtakes_background_work(speaker: Speaker) -> None:
    order: list[str] = []

    def passages() -> None:
        assert speaker.client.encode(["slow"] * 12, "passage", 10) is not None
        order.append("passages")

    behind = threading.Thread(target=passages)
    behind.start()
    time.sleep(0.1)
    assert speaker.ask("question") is not None
    order.append("question")
    behind.join()
    assert order == ["question", "passages"]


def test_pauses_grow_while_no_process_is_of_use() -> None:
    silent = Speaker("silent")
    until(lambda: len(silent.heard.pauses) >= 3)
    silent.client.stop()
    assert silent.heard.pauses[:3] == pytest.approx([0.1, 0.2, 0.4])
    assert silent.heard.readies == []


def test_a_model_that_refuses_is_not_started_again() -> None:
    refusing = Speaker("refuse")
    until(lambda: bool(refusing.heard.refusals))
    refusing.client.stop()
    assert refusing.heard.refusals[0].code == "models.own_folder"
    assert refusing.heard.pauses == []
    assert refusing.ask("a") is None


def test_who_waits_when_the_desk_stops_gets_nothing(speaker: Speaker) -> None:
    found: list[object] = []
    waiting = threading.Thread(
        target=lambda: found.append(speaker.ask("slow", "slow", "slow", "slow", "slow"))
    )
    waiting.start()
    time.sleep(0.05)
    speaker.client.stop()
    waiting.join(5)
    assert found == [None]
