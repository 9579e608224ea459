"""The laboratory in the browser: who may come in, a run told line by line, scenarios kept and removed, a day learnt from the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from server.desk.core import Core
from server.simulation.lab.doors import Lab
from server.simulation.lab.learn import learn
from server.web.app import build
from tests.server.live.staffed import LIN, MARTA, ORDERS
from tests.server.simulation.lab.days import plain
from tests.server.web.opened import OpenDesk


class Laboratory:
    """An opened desk whose application has the laboratory too."""

    def __init__(self, url: str) -> None:
        self.opened = OpenDesk(url)
        desk = self.opened.desk
        self.core = Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
        app = build(self.opened.context, Lab(self.core).doors())
        self.client = TestClient(app, base_url=desk.settings.address, follow_redirects=False)
        self.client.__enter__()

    def ask(self, user_id: str, method: str, path: str, body: Any = None) -> httpx2.Response:
        """Ask as somebody."""
        headers = self.opened.headers(user_id, accept="application/json")
        return self.client.request(method, path, json=body, headers=headers)

    def close(self) -> None:
        """End the application and the desk."""
        self.client.__exit__(None, None, None)
        self.opened.close()


@pytest.fixture
def lab(database_url: str) -> Iterator[Laboratory]:
    laboratory = Laboratory(database_url)
    yield laboratory
    laboratory.close()


def lines(response: httpx2.Response) -> list[dict[str, Any]]:
    return [json.loads(line) for line in response.text.splitlines()]


def test_a_supervisor_comes_in_and_an_agent_does_not(lab: Laboratory) -> None:
    shown = lab.ask(MARTA, "GET", "/lab")
    assert shown.status_code == 200 and "Scarce skill" in shown.text
    assert lab.ask(LIN, "GET", "/lab").status_code == 403
    assert lab.ask(LIN, "POST", "/lab/run", {"scenario": plain(), "before": plain()}).status_code == 403


def test_a_run_tells_how_far_it_is_and_what_came_of_it(lab: Laboratory) -> None:
    more = plain(groups=[{"name": "Team", "queues": ["orders"], "agents": 7}])
    told = lines(lab.ask(MARTA, "POST", "/lab/run", {"scenario": more, "before": plain(), "days": 3}))
    assert [line["done"] for line in told[:-1]] == [1, 2, 3, 4, 5, 6]
    result = told[-1]["result"]
    assert result["total"]["change"]["service_level"]["mean"] > 0
    assert told[-1]["before"]["total"]["came"] == result["total"]["came"]


def test_what_cannot_be_run_is_refused_before_anything_starts(lab: Laboratory) -> None:
    wrong = plain(closes="08:00")
    refused = lab.ask(MARTA, "POST", "/lab/run", {"scenario": wrong, "before": plain()})
    assert (refused.status_code, refused.json()["code"]) == (422, "scenario.day")
    crowd = plain(classes=[{**plain()["classes"][0], "arrivals": 50_000}])
    refused = lab.ask(MARTA, "POST", "/lab/run", {"scenario": crowd, "before": crowd})
    assert (refused.status_code, refused.json()["code"]) == (422, "lab.too_much")


def test_a_scenario_is_kept_replaced_by_its_name_and_removed(lab: Laboratory) -> None:
    kept = lab.ask(MARTA, "POST", "/lab/scenarios", plain(name="Black Friday")).json()
    again = lab.ask(MARTA, "POST", "/lab/scenarios", plain(name="Black Friday", order="oldest")).json()
    assert (again["id"], again["version"]) == (kept["id"], 2)
    assert lab.ask(MARTA, "GET", "/lab").text.count("Black Friday") == 1
    assert lab.ask(MARTA, "POST", "/lab/scenarios/remove", {"scenario_id": kept["id"]}).status_code == 200
    assert "Black Friday" not in lab.ask(MARTA, "GET", "/lab").text


def test_a_desk_that_has_seen_too_little_says_so(lab: Laboratory) -> None:
    refused = lab.ask(MARTA, "POST", "/lab/learn", {})
    assert (refused.status_code, refused.json()["code"]) == (422, "scenario.too_little")


def test_a_day_is_learnt_from_what_came(lab: Laboratory) -> None:
    desk = lab.opened.desk
    desk.arrive(LIN)
    for number in range(12):
        visitor = desk.visitor()
        said = {
            "message": "hello",
            "client_id": f"visitor-{number:04d}",
            "language": "en",
            "queue_id": ORDERS,
        }
        desk.do(visitor, "chat.start", **said)
    with desk.database.reading() as connection:
        learnt = learn(connection, desk.clock.now() + 1, 4, "UTC", "Ours")
    (one,) = learnt.classes
    assert one.channel == "chat" and sum(learnt.arrivals(one)) == 3.0
    assert [group.agents for group in learnt.groups] == [1]
