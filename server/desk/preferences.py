"""What people choose for themselves: language, time zone, theme, keys, sounds."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from server.base.errors import Invalid
from server.base.i18n import Language, is_zone
from server.desk import access
from server.desk.book import Book
from server.desk.events.staff import ConfigChanged
from server.desk.fields import Id
from server.desk.quiet import CLOCK
from server.desk.verbs import Answer, Body, verb
from server.store.tables.staff import USERS

ClockTime = Annotated[str, Meta(pattern=CLOCK)]


class Prefer(Body, frozen=True, kw_only=True):
    """What somebody chooses for themselves; a field left out stays. `sounds`: 0 to 100 for each kind.

    `quiet_hours`: from and to, `22:00` in one's own zone; none: no quiet hours. `notice_mail`: copies of notices while away.
    """

    language: Language | None = None
    theme: Literal["auto", "light", "dark"] | None = None
    time_zone: Annotated[str, Meta(max_length=64)] | None = None
    send_with_enter: bool | None = None
    single_keys: bool | None = None
    notice_mail: bool | None = None
    quiet_hours: Annotated[tuple[ClockTime, ...], Meta(max_length=2)] | None = None
    sounds: dict[Id, Annotated[int, Meta(ge=0, le=100)]] | None = None


@verb("account.prefer", Prefer, access.STAFF, path="/account/preferences")
def prefer(book: Book, body: Prefer) -> Answer:
    """Choose one's language, time zone, theme, keys and sounds."""
    if body.time_zone is not None and not is_zone(body.time_zone):
        raise Invalid("zone.unknown")
    if body.sounds is not None and len(body.sounds) > 16:
        raise Invalid("body.invalid", where="$.sounds", expected="Expected `object` of length <= 16")
    user = access.current_user(book, book.actor)
    if body.quiet_hours is not None and len(body.quiet_hours) == 1:
        raise Invalid("body.invalid", where="$.quiet_hours", expected="Expected `array` of length 0 or 2")
    chosen = {
        name: value
        for name in ("theme", "send_with_enter", "single_keys", "sounds", "notice_mail", "quiet_hours")
        if (value := getattr(body, name)) is not None
    }
    changed = replace(
        user,
        language=body.language or user.language,
        time_zone=body.time_zone or user.time_zone,
        preferences={**user.preferences, **chosen},
    )
    if changed != user:
        book.put(USERS, replace(changed, version=user.version + 1))
        book.emit(ConfigChanged(config="user", config_id=user.id, version=user.version + 1))
    return Answer()
