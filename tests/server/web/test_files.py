"""Files sent and fetched: what is kept, who may fetch it, how it is answered."""

from __future__ import annotations

import io

import httpx2
import pytest
from PIL import Image

from server.desk.actors import SYSTEM
from server.store.tables.infra import KEYS
from server.store.tables.people import CUSTOMERS
from server.store.tables.work import ATTACHMENTS
from tests.server.live.staffed import ADA, KOFI, LIN, ORDERS, SAM
from tests.server.web.opened import OpenDesk


def _send(
    web: OpenDesk, raw: bytes, name: str = "note.txt", user_id: str = LIN, path: str = ""
) -> httpx2.Response:
    headers = web.headers(user_id, x_file_name=name, content_type="application/octet-stream")
    return web.client.post(f"/api/v1/attachments{path}", content=raw, headers=headers)


def _photo(form: str = "JPEG", side: int = 40) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (side, side), "teal").save(out, form, exif=exif)
    return out.getvalue()


def test_a_file_comes_back_as_it_was_sent_to_be_saved_only(web: OpenDesk) -> None:
    raw = bytes(range(256)) * 3_000
    sent = _send(web, raw, "%E5%8F%91%E7%A5%A8.bin").json()
    assert (sent["name"], sent["size"], sent["media_type"]) == (
        "发票.bin",
        len(raw),
        "application/octet-stream",
    )
    answer = web.get(sent["url"], LIN)
    assert answer.content == raw
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E5%8F%91")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_an_image_is_made_anew_without_what_the_camera_wrote(web: OpenDesk) -> None:
    raw = _photo()
    assert b"taken at home" in raw
    answer = web.get(_send(web, raw, "photo.jpg").json()["url"], LIN)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("inline")
    assert b"taken at home" not in answer.content
    assert Image.open(io.BytesIO(answer.content)).size == (40, 40)


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP"])
def test_each_kind_of_image_stays_what_it_is(web: OpenDesk, form: str) -> None:
    assert _send(web, _photo(form), "picture").json()["media_type"] == f"image/{form.lower()}"


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "text/plain"),
        (b"<!doctype html><script>x()</script>", "text/plain"),
        (b"\x89PNG\r\n\x1a\nbroken", "application/octet-stream"),
        (b"%PDF-1.7 ...", "application/pdf"),
    ],
)
def test_what_could_run_in_a_browser_is_never_shown(web: OpenDesk, raw: bytes, media_type: str) -> None:
    sent = _send(web, raw, "picture.png").json()
    answer = web.get(sent["url"], LIN)
    assert sent["media_type"] == media_type and answer.content == raw
    assert answer.headers["content-disposition"].startswith("attachment")


def test_too_large_empty_and_too_many_pixels_are_refused(sqlite_url: str) -> None:
    web = OpenDesk(sqlite_url, attachment_limit_bytes=2_000, image_pixels=1_000)
    assert _send(web, b"x" * 2_001).status_code == 413
    assert _send(web, b"").json()["code"] == "attachment.empty"
    assert _send(web, _photo("GIF")).json()["code"] == "attachment.pixels"
    web.close()


def test_a_file_sent_twice_with_one_key_is_one_file(web: OpenDesk) -> None:
    headers = web.headers(LIN, x_file_name="a.txt")
    first, again = (
        web.client.post("/api/v1/attachments", content=b"hello", headers=headers) for _ in range(2)
    )
    assert first.json() == again.json()
    other = web.client.post("/api/v1/attachments", content=b"hullo", headers=headers)
    assert other.json()["code"] == "command.key_reused"


def test_a_file_not_sent_on_yet_is_its_senders_alone(web: OpenDesk) -> None:
    url = _send(web, b"hello").json()["url"]
    status = {user_id: web.get(url, user_id).status_code for user_id in (LIN, KOFI, ADA, SAM)}
    assert status == {LIN: 200, KOFI: 404, ADA: 404, SAM: 403}


def test_a_file_of_a_ticket_is_for_whoever_sees_the_ticket(web: OpenDesk) -> None:
    ticket_id = web.desk.ticket(web.desk.customer("Mei Lin"), "A kettle", ORDERS)
    assert _send(web, b"x", user_id=KOFI, path=f"?ticket_id={ticket_id}").json()["code"] == "ticket.unknown"
    sent = _send(web, b"hello", path=f"?ticket_id={ticket_id}").json()
    note = {"body": "see file", "client_id": "c1", "attachment_ids": [sent["attachment_id"]]}
    assert web.post(f"/tickets/{ticket_id}/note", note, LIN).status_code == 200
    status = {user_id: web.get(sent["url"], user_id).status_code for user_id in (LIN, KOFI, ADA, SAM)}
    assert status == {LIN: 200, KOFI: 404, ADA: 200, SAM: 403}


def test_once_its_customer_is_known_a_file_lies_under_the_customers_key(web: OpenDesk) -> None:
    customer_id = web.desk.customer("Mei Lin")
    ticket_id = web.desk.ticket(customer_id, "A kettle", ORDERS)
    with web.desk.look(SYSTEM) as look:
        keys = look.rows(KEYS, KEYS.c.id.is_not(None), KEYS.c.id)
    sent = _send(web, b"hello").json()
    note = {"body": "see file", "client_id": "c1", "attachment_ids": [sent["attachment_id"]]}
    assert web.post(f"/tickets/{ticket_id}/note", note, LIN).status_code == 200
    assert web.get(sent["url"], LIN).content == b"hello"
    with web.desk.look(SYSTEM) as look:
        assert look.rows(KEYS, KEYS.c.id.is_not(None), KEYS.c.id) == keys
        file = look.by_id(ATTACHMENTS, [sent["attachment_id"]])[sent["attachment_id"]]
        assert file.key_id == look.by_id(CUSTOMERS, [customer_id])[customer_id].key_id


def test_neither_bytes_nor_name_lie_in_the_database_in_the_clear(web: OpenDesk) -> None:
    _send(web, b"a very particular sentence", "particular.txt")
    with web.desk.database.reading() as connection:
        lines = [
            str(line).encode()
            for table in ("chunks", "attachments", "sealed", "receipts", "log")
            for line in connection.exec_driver_sql(f"SELECT * FROM {table}").all()
        ]
    assert lines
    assert [line for line in lines if b"particular" in line] == []


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("..%2F..%2Fetc%2Fpasswd", "passwd"),
        ("C%3A%5Cx%5Ca.txt", "a.txt"),
        ("", "file"),
        ("a%0Ab.txt", "ab.txt"),
    ],
)
def test_a_name_is_only_its_last_part_without_control_characters(
    web: OpenDesk, header: str, name: str
) -> None:
    assert _send(web, b"x", header).json()["name"] == name


def test_a_name_that_is_not_utf8_is_refused(web: OpenDesk) -> None:
    assert _send(web, b"x", "%ff.txt").json()["code"] == "attachment.name"
