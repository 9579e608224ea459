"""A recording is one step from its call, for those who may see the call, and each step is noted."""

from __future__ import annotations

import sqlalchemy as sa

from server.store.tables.infra import AUDIT
from tests.server.desk.test_calls_place import report
from tests.server.live.staffed import KOFI, LIN
from tests.server.web.opened import OpenDesk

PLACE = "https://voice.example.com/recordings/1"


def test_the_browser_is_sent_to_the_recording_and_the_audit_trail_says_so(web: OpenDesk) -> None:
    call = report(web.desk, "ringing", "one")
    report(web.desk, "answered", "one")
    report(web.desk, "ended", "one")
    assert web.get(f"/recordings/{call}", LIN).status_code == 404
    report(web.desk, "recording", "one", recording_url=PLACE)
    answer = web.get(f"/recordings/{call}", LIN)
    assert (answer.status_code, answer.headers["location"]) == (303, PLACE)
    with web.desk.database.reading() as connection:
        acts = list(connection.execute(sa.select(AUDIT.c.act, AUDIT.c.subject)))
    assert ("call.recording", call) in [tuple(line) for line in acts]


def test_a_call_of_another_team_has_no_recording(web: OpenDesk) -> None:
    call = report(web.desk, "ringing", "one")
    report(web.desk, "ended", "one")
    report(web.desk, "recording", "one", recording_url=PLACE)
    assert web.get(f"/recordings/{call}", KOFI).status_code == 404


def test_only_an_administrator_sees_the_secret_that_sites_sign_with(web: OpenDesk) -> None:
    secret = web.desk.master.sign("widget identity", "1")
    assert secret in web.get("/settings/widget", "usr_ada").text
    assert web.get("/settings/widget", LIN).status_code == 403
