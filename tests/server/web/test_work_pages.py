"""The console, the board and the directory as they are first drawn."""

from __future__ import annotations

import json
import re

from tests.server.live.staffed import ADA, BILLING, LIN, MARTA, ORDERS, SAM
from tests.server.web.opened import OpenDesk


def test_the_console_begins_from_the_snapshot_of_who_looks(web: OpenDesk) -> None:
    web.desk.ticket(web.desk.customer("</script><script>alert(1)</script>"), "A kettle", ORDERS)
    answer = web.get("/console", LIN)
    assert answer.status_code == 200 and "<script>alert" not in answer.text
    found = re.search(r'id="snapshot">(.*?)</script>', answer.text, re.DOTALL)
    assert found
    snapshot = json.loads(found[1])
    assert snapshot["me"]["id"] == LIN
    assert snapshot == web.get("/api/v1/snapshot", LIN).json() | {"at": snapshot["at"]}


def test_the_board_is_for_those_who_lead(web: OpenDesk) -> None:
    assert {who: web.get("/board", who).status_code for who in (LIN, MARTA, SAM, ADA)} == {
        LIN: 403,
        MARTA: 200,
        SAM: 403,
        ADA: 200,
    }


def test_the_directory_finds_a_customer_and_counts_the_work_one_may_see(web: OpenDesk) -> None:
    mei = web.desk.customer("林晓雯")
    web.desk.ticket(mei, "A kettle", ORDERS)
    web.desk.ticket(mei, "A bill", BILLING)
    for query in ("", "林", "晓雯"):
        shown = web.get(f"/customers?q={query}", LIN).text
        assert "林晓雯" in shown and '<td class="r">1</td>' in shown
    assert '<td class="r">2</td>' in web.get("/customers", ADA).text
    assert "林晓雯" not in web.get("/customers?q=Kofi", LIN).text
    assert web.get("/customers", SAM).status_code == 403


def test_a_refused_page_says_why_in_the_language_of_the_person(web: OpenDesk) -> None:
    web.post("/account/preferences", {"language": "zh"}, LIN)
    answer = web.get("/settings/people", LIN, accept="text/html")
    assert answer.status_code == 403 and "管理员" in answer.text
    assert answer.headers["content-type"].startswith("text/html")


def test_an_address_nobody_knows_is_a_page_for_people(web: OpenDesk) -> None:
    answer = web.get("/nowhere", LIN, accept="text/html")
    assert answer.status_code == 404 and "<html" in answer.text
