"""The survey as customers meet it: opened by scanners without effect, sent by a form, errors explained, ended with one click, small."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from server.store.tables.infra import LOG
from server.web.survey_reports import neutral
from tests.server.desk.surveys.asked import AskingDesk
from tests.server.live.staffed import ADA, LIN, MARTA, SAM
from tests.server.web.opened import OpenDesk

KILO = 1_024


@pytest.fixture
def asking(web: OpenDesk) -> AskingDesk:
    """The desk of the web tests, with a survey and Mei."""
    made = AskingDesk(web.desk)
    made.rules()
    return made


def path(asking: AskingDesk) -> str:
    """Let Mei be asked and return the path of her link."""
    return f"/s/{asking.secret(asking.sent()).token}"


def kinds(web: OpenDesk) -> list[str]:
    with web.desk.database.reading() as connection:
        return list(connection.scalars(sa.select(LOG.c.kind).order_by(LOG.c.seq)))


def test_p22_opening_every_link_of_the_mail_records_nothing_and_only_preselects(
    web: OpenDesk, asking: AskingDesk
) -> None:
    link = path(asking)
    before = kinds(web)
    [(_, mail)] = asking.mails()
    for address in re.findall(r"http://\S+?(/s/[^\s\"<]+)", mail.text + mail.html):
        assert web.get(address).status_code == 200
    assert kinds(web) == before
    tapped = web.get(f"{link}?csat=4&nps=99&other=1").text
    assert re.findall(r'name="(\w+)" value="(\d+)" checked', tapped) == [("csat", "4")]
    assert re.findall(r"checked", web.get(link).text) == [], "nothing is chosen beforehand"


def test_the_page_speaks_the_language_of_the_conversation_and_offers_the_other(
    web: OpenDesk, asking: AskingDesk
) -> None:
    link = path(asking)
    shown = web.get(link, accept_language="en-GB").text
    assert '<html lang="zh-CN"' in shown and "您满意吗" in shown and f"{link}?lang=en" in shown
    assert "How was it?" in web.get(f"{link}?lang=en").text


def test_an_answer_is_sent_by_the_form_and_thanked_for(web: OpenDesk, asking: AskingDesk) -> None:
    link = path(asking)
    answer = web.form(link, {"csat": "5", "nps": "9", "words": "谢谢", "unknown": "x"})
    assert answer.status_code == 303 and answer.headers["location"] == f"{link}/thanks"
    assert "感谢您" in web.get(f"{link}/thanks").text
    again = web.get(link).text
    assert 'value="5" checked' in again and "谢谢" in again, "it may be changed for a day"
    assert web.form(link, {"csat": "3"}).status_code == 303


def test_a_low_answer_is_told_who_gets_in_touch_and_by_when(web: OpenDesk, asking: AskingDesk) -> None:
    link = path(asking)
    web.form(link, {"csat": "1"})
    [follow_up] = asking.follow_ups()
    shown = web.get(f"{link}/thanks?lang=en").text
    assert "Sorry we fell short" in shown and "#100" in shown and follow_up.about_id


def test_what_is_missing_is_said_beside_its_question_and_nothing_typed_is_lost(
    web: OpenDesk, asking: AskingDesk
) -> None:
    link = path(asking)
    answer = web.form(f"{link}?lang=en", {"nps": "9", "words": "still <here>"})
    assert answer.status_code == 422
    assert "Choose an answer here." in answer.text and "still &lt;here&gt;" in answer.text
    assert 'name="nps" value="9" checked' in answer.text


def test_one_click_of_a_mail_program_ends_the_asking(web: OpenDesk, asking: AskingDesk) -> None:
    link = path(asking)
    assert web.get(f"{link}/stop").status_code == 200
    clicked = web.client.post(f"{link}/stop", data={"List-Unsubscribe": "One-Click"})
    assert clicked.status_code == 200 and "已停止" in clicked.text
    assert "customer.consented" in kinds(web)
    assert web.get(link).status_code == 410


def test_links_that_lead_nowhere_say_so(web: OpenDesk) -> None:
    for address in ("/s/guessed", "/s/guessed/thanks", "/s/guessed/stop"):
        assert web.get(address, accept="text/html").status_code == 404


def test_the_whole_page_is_small_and_has_no_script(web: OpenDesk, asking: AskingDesk) -> None:
    shown = web.get(path(asking))
    assert "<script" not in shown.text and 'name="robots"' in shown.text
    parts = [len(shown.content)]
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', shown.text)
    parts.extend(len(web.get(one).content) for one in addresses)
    assert sum(parts) < 60 * KILO


def test_an_editor_builds_a_survey_in_both_languages_and_brings_an_earlier_one_back(web: OpenDesk) -> None:
    made = web.form("/settings/surveys", {"do": "create", "name": "Calls"}, SAM)
    assert made.headers["location"].endswith("done=settings.added")
    [address] = re.findall(r'href="(/settings/surveys/sur_[^"]+)"', web.get("/settings/surveys", SAM).text)
    fields = _fields(web.get(address, SAM).text)
    added = web.form(address, {**fields, "new_kind": "nps", "do": "add"}, SAM)
    assert added.status_code == 200 and "badge-warn" in added.text, "words are missing in both languages"
    fields = _fields(added.text)
    half = {**fields, "q2.en": "Recommend us?", "active": "on", "do": "save"}
    assert web.form(address, half, SAM).status_code == 422
    whole = {**half, "q2.zh": "会推荐我们吗？", "occasion": "solved", "q0.if0": "1, 2", "q0.to0": "comment"}
    assert web.form(address, whole, SAM).headers["location"].endswith("done=settings.saved")
    moved = web.form(address, {**_fields(web.get(address, SAM).text), "do": "up:2"}, SAM)
    assert list(re.findall(r'name="q\d\.id" value="(\w+)"', moved.text)) == [
        "csat",
        "nps",
        "comment",
    ]
    shown = web.get(f"{address}/preview?lang=zh", SAM).text
    assert "会推荐我们吗" in shown and "disabled" in shown
    back = web.form(address, {"do": "restore", "version": "2", "restored": "1"}, SAM)
    assert back.headers["location"].endswith("done=settings.survey_restored")
    assert "会推荐我们吗" not in web.get(f"{address}/preview?lang=zh", SAM).text


def test_who_may_not_edit_surveys_is_refused(web: OpenDesk) -> None:
    assert web.get("/settings/surveys", LIN).status_code == 403
    assert web.get("/settings/surveys", MARTA).status_code == 403
    assert web.get("/settings/surveys", ADA).status_code == 200


def _fields(text: str) -> dict[str, str]:
    """Return what a browser would send of the survey's form: values of inputs, words of text areas, chosen options."""
    found = dict(re.findall(r'<input class="input"[^>]* name="([^"]+)"[^>]* value="([^"]*)"', text))
    found |= dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    found |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)<', text))
    found |= dict.fromkeys(re.findall(r'name="([^"]+)" value="on" checked', text), "on")
    found.pop("restored", None)
    return found


def test_a_supervisor_reads_the_report_and_opens_a_figure(web: OpenDesk, asking: AskingDesk) -> None:
    web.form(path(asking), {"csat": "1", "words": "=HYPERLINK(1)"})
    shown = web.get("/surveys?by=agent", MARTA).text
    assert "Too few answers" in shown and "style=" not in shown
    opened = web.get("/surveys/answers?kind=csat&days=30&which=low", MARTA).text
    assert "=HYPERLINK(1)" in opened and "1 / 5" in opened
    exported = web.get("/surveys/answers.csv?kind=csat&days=30&by=agent", MARTA)
    assert exported.headers["content-type"].startswith("text/csv") and "HYPERLINK" not in exported.text
    assert exported.text.splitlines()[1].split(",")[2] == "1"
    assert web.get("/surveys", LIN).status_code == 403 and web.get("/surveys", SAM).status_code == 403


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert neutral(cell) == f"'{cell}" and neutral("Lin = 1") == "Lin = 1"
