"""What a file really is, by its first bytes; and images decoded and encoded again, which drops metadata and disguises. Pure but slow."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from server.base.errors import TooLarge

Image.MAX_IMAGE_PIXELS = None  # the limit is ours, checked on the header before anything is decoded
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
PLAIN, ANY = "text/plain", "application/octet-stream"
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)


def sniff(raw: bytes) -> str:
    """Return the media type the bytes show; what a sender claims is not asked."""
    for signature, media_type in _SIGNATURES:
        if raw.startswith(signature):
            return media_type
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return "image/webp"
    return PLAIN if _is_text(raw) else ANY


def cleaned(raw: bytes, most_pixels: int) -> tuple[bytes, str]:
    """Return the bytes to keep and their media type: images made anew, everything else as it came.

    An image that cannot be decoded is kept as plain bytes, to be downloaded only. Raises TooLarge beyond `most_pixels`,
    counted over all its frames.
    """
    media_type = sniff(raw)
    if media_type not in FORMATS:
        return raw, media_type
    try:
        with Image.open(io.BytesIO(raw), formats=[FORMATS[media_type]]) as image:
            pixels = image.width * image.height * getattr(image, "n_frames", 1)
            if pixels > most_pixels:
                raise TooLarge("attachment.pixels", limit=most_pixels, came=pixels)
            return _encoded(image, FORMATS[media_type]), media_type
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return raw, ANY


def _encoded(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    frames = [_bare(frame) for frame in ImageSequence.Iterator(image)]
    if len(frames) > 1 and form in ("GIF", "WEBP"):
        duration = image.info.get("duration", 100)
        frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=duration, loop=0)
    elif form == "JPEG":
        frames[0].convert("RGB").save(out, form, quality=88)
    else:
        frames[0].save(out, form)
    return out.getvalue()


def _bare(frame: Image.Image) -> Image.Image:
    """Return the frame upright, as pixels and nothing else."""
    upright = ImageOps.exif_transpose(frame)
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    pixels = upright.convert(mode)
    pixels.info = {}
    return pixels


def _is_text(raw: bytes) -> bool:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in text
