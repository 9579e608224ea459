"""What a file is, and images made anew."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from server.base.errors import TooLarge
from server.desk.images import cleaned, sniff

PIXELS = 100_000


def _gif(frames: int) -> bytes:
    out = io.BytesIO()
    pictures = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")[:frames]]
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:], duration=80)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", "application/octet-stream"),
        (b"%PDF-1.4", "application/pdf"),
        (b"PK\x03\x04", "application/zip"),
        ("发票".encode(), "text/plain"),
        (b"a\0b", "application/octet-stream"),
        (b"<svg onload=x()>", "text/plain"),
    ],
)
def test_the_bytes_say_what_a_file_is(raw: bytes, media_type: str) -> None:
    assert sniff(raw) == media_type


def test_a_moving_picture_keeps_its_frames() -> None:
    kept, media_type = cleaned(_gif(3), PIXELS)
    with Image.open(io.BytesIO(kept)) as image:
        assert (media_type, getattr(image, "n_frames", 1)) == ("image/gif", 3)


def test_pixels_are_counted_over_all_frames_before_anything_is_decoded() -> None:
    cleaned(_gif(2), 800)
    with pytest.raises(TooLarge):
        cleaned(_gif(3), 800)


def test_a_turned_photo_comes_out_upright_and_bare() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (30, 10), "teal").save(out, "JPEG", exif=exif)
    kept, _ = cleaned(out.getvalue(), PIXELS)
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (10, 30)
        assert dict(image.getexif()) == {}


def test_what_hides_behind_an_image_is_gone() -> None:
    out = io.BytesIO()
    Image.new("RGB", (10, 10), "teal").save(out, "PNG")
    kept, media_type = cleaned(out.getvalue() + b"<script>alert(1)</script>", PIXELS)
    assert media_type == "image/png" and b"script" not in kept


@pytest.mark.parametrize("raw", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0broken", b"GIF89a\0"])
def test_a_broken_image_is_kept_to_be_saved_only(raw: bytes) -> None:
    assert cleaned(raw, PIXELS) == (raw, "application/octet-stream")


def test_transparency_is_kept() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    kept, _ = cleaned(out.getvalue(), PIXELS)
    with Image.open(io.BytesIO(kept)) as image:
        assert image.mode == "RGBA"
