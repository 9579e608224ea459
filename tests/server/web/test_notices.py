"""The page of one's own notices: also for editors, who have no console; nobody sees another's."""

from __future__ import annotations

from server.desk.actors import SYSTEM
from tests.server.live.staffed import LIN, SAM
from tests.server.web.opened import OpenDesk


def test_an_editor_reads_what_they_were_told_and_chooses_quiet_hours(web: OpenDesk) -> None:
    facts = {"title": "Returns in winter"}
    web.desk.do(SYSTEM, "test.tell", user_id=SAM, key="a", kind="stale_article", facts=facts)
    assert "Returns in winter" in web.get("/notices", SAM).text
    web.form("/notices", {"do": "read"}, SAM)
    assert "is-new" not in web.get("/notices", SAM).text
    web.form("/notices", {"do": "choose", "from": "22:00", "to": "07:00", "mail": "1"}, SAM)
    assert 'value="22:00"' in web.get("/notices", SAM).text
    assert "Returns in winter" not in web.get("/notices", LIN).text
