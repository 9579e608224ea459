"""What a watcher of the desk sees."""

from __future__ import annotations

from server.store.database import Database
from tests.server.live.staffed import ADA, LIN
from tests.server.web.opened import OpenDesk


def test_the_desk_is_ready_while_it_can_commit(web: OpenDesk) -> None:
    assert web.get("/healthz").text == "ok\n"
    answer = web.get("/readyz")
    assert answer.status_code == 200 and answer.json()["ready"] is True


def test_a_desk_that_cannot_write_says_so_and_why(database_url: str) -> None:
    web = OpenDesk(database_url, lock_timeout_s=1)
    other = Database(web.desk.settings)
    with other.writing():
        answer = web.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "head": 0, "problem": "database.unavailable"}
    assert web.get("/healthz").status_code == 200
    other.close()
    web.close()


def test_numbers_are_prometheus_text_for_administrators_and_keys_that_read(web: OpenDesk) -> None:
    web.context.metrics.gauge("desk_sockets", "Open sockets.", lambda: 3)
    web.desk.ticket(web.desk.customer("Mei Lin"), "A kettle")
    text = web.get("/metrics", key=web.key("read")).text
    assert "# TYPE desk_sockets gauge\ndesk_sockets 3\n" in text
    assert 'desk_waiting{queue="que_orders"} 1' in text
    assert "desk_commands_total" in text
    assert web.get("/metrics", ADA).status_code == 200
    assert web.get("/metrics", LIN).status_code == 403
    assert web.get("/metrics").status_code == 401
    assert web.get("/metrics", key=web.key("events")).status_code == 403
