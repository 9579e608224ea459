"""Tells every screen of this process what happened, without waiting for any of them. Runs on the event loop and never blocks it.

A screen that does not take what is written lags: it is told nothing more until it has drained, then everything it missed.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from console.protocol import Beat, Bye, Resync, Welcome
from console.session import Greeted, Looker, Session
from server.base.clock import MINUTE, SECOND, Clock
from server.base.errors import Forbidden, Unidentified
from server.base.settings import Settings
from server.live.frames import Framed, framed
from server.live.happenings import Happening
from server.live.screens import Screen, Screens
from server.live.source import Batch, Source

log = logging.getLogger(__name__)
T = TypeVar("T")
KEPT = 1_000
STRETCH = 200
READERS = 4
LAG_SHARE = 4
PATIENCE_BEATS = 2
RIGHTS_ENDED, RESTARTING = 4401, 1012
SOONEST_MS, SPREAD_MS = 500, 4_000
CHECK_MS = 5 * MINUTE


class Hub:
    """The screens, where this process is in the log (`position`), and the newest events for those who come back soon."""

    def __init__(self, source: Source, *, settings: Settings, clock: Clock) -> None:
        self.source = source
        self.settings = settings
        self.clock = clock
        self.screens = Screens()
        self.position = 0
        self.told: list[Callable[[Batch], None]] = []
        self.changed: Callable[[], None] | None = None
        self.delivered_frames = 0
        self._recent: deque[Happening] = deque(maxlen=KEPT)
        self._turn = itertools.count()
        self._pool = ThreadPoolExecutor(READERS, thread_name_prefix="live-read")
        self._tasks: set[asyncio.Task[None]] = set()
        self._lag_bytes = settings.socket_backlog_bytes // LAG_SHARE

    # Events of the log

    def deliver(self, batch: Batch) -> None:
        """Tell everybody the next events. Rights that ended or changed in them count for all of them."""
        self._apply_rights(batch)
        spoken: set[Screen] | None = set() if len(batch.happenings) > 1 else None
        for happening in batch.happenings:
            if happening.seq > self.position:
                self._tell(happening, spoken)
                self.position = happening.seq
                self._recent.append(happening)
        for screen in spoken or ():
            self._flush(screen)
        for happening in batch.happenings:
            happening.frames.clear()
        if batch.bare:
            self._recent.clear()
            for screen in list(self.screens.all):
                self._start_over(screen, "log")
        for told in self.told:
            told(batch)

    def _tell(self, happening: Happening, spoken: set[Screen] | None) -> None:
        """Tell one event: at once when it comes alone, else gathered in `spoken`, for one write to each screen."""
        seq, frame_of = happening.seq, _frames(happening)
        for screen in self.screens.concerned(happening):
            session = screen.session
            if screen.state != "live" or seq <= session.cursor:
                continue
            frame = frame_of(session, screen.user_id)
            if frame is None:
                continue
            session.last = seq
            if spoken is None:
                screen.wire.put(frame)
                self.delivered_frames += 1
                if screen.wire.full:
                    self._fall_behind(screen, seq)
            else:
                screen.out.append(frame)
                spoken.add(screen)

    def _flush(self, screen: Screen) -> None:
        frames, screen.out = screen.out, []
        screen.wire.write(frames)
        self.delivered_frames += len(frames)
        if screen.wire.full and screen.state == "live":
            self._fall_behind(screen, self.position)

    def _fall_behind(self, screen: Screen, upto: int) -> None:
        screen.session.cursor = max(screen.session.cursor, upto)
        self._lag(screen)

    # Rights

    def _apply_rights(self, batch: Batch) -> None:
        for happening in batch.happenings:
            row = happening.row
            if row.kind == "user.signed_out":
                self._end(row.user_id, session_id=row.body["session_id"])
            elif row.kind == "user.rights_changed":
                self._end(row.user_id, epoch=row.body["epoch"])
            elif row.kind == "config.changed" and row.body["config"] == "user":
                for screen in self.screens.of_user(row.body["config_id"]):
                    self._start_over(screen, "configuration")
            elif row.kind == "customer.erased":
                self._recent.clear()
        if batch.lookers is not None:
            self._recent.clear()
            for screen in list(self.screens.all):
                self._relook(screen, batch.lookers.get(screen.user_id), screen.user_id in batch.asked)

    def _start_over(self, screen: Screen, reason: str) -> None:
        screen.resync = reason
        if screen.state == "live":
            screen.session.cursor = self.position
            self._catch_up(screen)

    def _end(self, user_id: str | None, *, session_id: str = "", epoch: int = 0) -> None:
        for screen in self.screens.of_user(user_id or ""):
            if screen.session_id == session_id or screen.actor.epoch < epoch:
                self.dismiss(screen, "access.session_void", RIGHTS_ENDED, None)

    def _relook(self, screen: Screen, looker: Looker | None, asked: bool) -> None:
        """Start a screen over when its person sees other work now; one that came in between is started over to be sure."""
        if asked and looker is None:
            self.dismiss(screen, "access.session_void", RIGHTS_ENDED, None)
        elif looker != screen.session.looker:
            if looker is not None:
                self.screens.relook(screen, looker)
            self._start_over(screen, "configuration")

    # Coming, going, lagging

    def join(self, screen: Screen) -> None:
        """Keep a screen from before its sign-in is checked again, so that no sign-out falls in between."""
        self.screens.add(screen)
        screen.wire.limit(self._lag_bytes)
        screen.wire.last_word = framed(Bye(code="socket.restarting", retry_after_ms=self.come_back_ms()))
        self._note_change()

    def greet(self, screen: Screen, greeted: Greeted) -> None:
        """A screen said hello: it is told what it missed and then what happens."""
        screen.session.begin(greeted.cursor)
        self.screens.rewatch(screen, (), greeted.watch)
        self._note_change()
        self.spawn(screen, self._entered(screen))

    def rewatch(self, screen: Screen, before: frozenset[str]) -> None:
        """A screen has other tickets open than `before`."""
        self.screens.rewatch(screen, before, screen.session.watch)
        self._note_change()

    def leave(self, screen: Screen) -> None:
        """Forget a screen whose socket has ended."""
        screen.state = "closed"
        screen.wire.on_drained = None
        self.screens.drop(screen)
        self._note_change()

    def dismiss(self, screen: Screen, code: str, close: int, retry_after_ms: int | None) -> None:
        """Say good-bye and close. Nothing is told after it."""
        if screen.state != "closed":
            screen.wire.put(framed(Bye(code=code, retry_after_ms=retry_after_ms)))
            screen.wire.close(close)
            self.leave(screen)

    def come_back_ms(self) -> int:
        """Return when the next one who is sent away may come back: not all at the same moment."""
        return SOONEST_MS + next(self._turn) * 37 % SPREAD_MS

    def beat(self) -> None:
        """Tell every current screen the newest seq, and give up those that lag for too long."""
        now = self.clock.now()
        patience = PATIENCE_BEATS * self.settings.heartbeat_s * SECOND
        for screen in list(self.screens.all):
            if now - screen.checked_at > CHECK_MS and screen.checked_at:
                screen.checked_at = now
                self.spawn(screen, self._checked(screen))
            if screen.state == "live":
                self._beat(screen)
            elif screen.state == "lagging" and now - screen.lagging_since > patience:
                self._give_up(screen)

    async def stop(self) -> None:
        """Close every socket; they come back spread over a few seconds."""
        for screen in list(self.screens.all):
            self.dismiss(screen, "socket.restarting", RESTARTING, self.come_back_ms())
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._pool.shutdown(wait=False)

    async def ask(self, read: Callable[[], T]) -> T:
        """Return what a blocking read returns, from one of the few threads for it."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, read)

    def _note_change(self) -> None:
        if self.changed is not None:
            self.changed()

    def _beat(self, screen: Screen) -> None:
        screen.wire.put(framed(Beat(head=self.position, last=screen.session.last, at=self.clock.now())))

    def _lag(self, screen: Screen) -> None:
        screen.state = "lagging"
        screen.lagging_since = self.clock.now()
        screen.wire.on_drained = lambda: self._catch_up(screen)

    def _give_up(self, screen: Screen) -> None:
        """The other end takes nothing, so there is no way to say good-bye."""
        screen.wire.abort()
        self.leave(screen)

    # Catching up

    def _catch_up(self, screen: Screen) -> None:
        if screen.state in ("live", "lagging"):
            screen.state = "behind"
            screen.wire.on_drained = None
            self.spawn(screen, self._caught_up(screen))

    async def _entered(self, screen: Screen) -> None:
        await self._checked(screen)
        looker, head = await self.ask(lambda: self.source.enter(screen.actor))
        if screen.state == "closed":
            return
        self.screens.relook(screen, looker)
        cursor, head = screen.session.cursor, max(head, self.position)
        welcome = Welcome(cursor=cursor, head=head, heartbeat_s=self.settings.heartbeat_s)
        screen.wire.put(framed(welcome))
        if cursor == 0 or cursor > head:
            screen.resync = "first" if cursor == 0 else "cursor"
        await self._caught_up(screen)

    async def _checked(self, screen: Screen) -> None:
        """Close a screen whose sign-in has ended meanwhile, by a sign-out elsewhere or by its age."""
        screen.checked_at = self.clock.now()
        if not await self.ask(screen.still):
            self.dismiss(screen, "access.session_void", RIGHTS_ENDED, None)

    async def _caught_up(self, screen: Screen) -> None:
        """Tell a screen what it missed, stretch by stretch; then it is live, with nothing happening in between."""
        while screen.state == "behind":
            if screen.wire.full:
                self._lag(screen)
            elif (
                screen.resync is not None
                or self.position - screen.session.cursor > self.settings.replay_limit
            ):
                await self._resync(screen)
            elif screen.session.cursor < self.position:
                await self._stretch(screen)
            else:
                screen.state = "live"
                self._beat(screen)

    async def _resync(self, screen: Screen) -> None:
        reason, screen.resync = screen.resync or "behind", None
        looker, snapshot = await self.ask(lambda: self.source.snapshot(screen.actor))
        if screen.state == "behind" and screen.resync is None:
            self.screens.relook(screen, looker)
            screen.wire.put(framed(Resync(snapshot=snapshot, reason=reason)))
            screen.session.begin(snapshot.seq)

    async def _stretch(self, screen: Screen) -> None:
        cursor = screen.session.cursor
        upto = min(cursor + STRETCH, self.position)
        missed: Iterable[Happening] = self._kept(cursor, upto)
        if not missed:
            watched = screen.session.watch
            looker, missed = await self.ask(lambda: self.source.missed(screen.actor, cursor, upto, watched))
            if looker != screen.session.looker:
                screen.resync = "configuration"
        if screen.state != "behind" or screen.resync is not None:
            return
        for happening in missed:
            view = screen.session.view(happening.concerns)
            frame = happening.told_alone(view, screen.user_id, screen.session.last)
            if frame is not None:
                screen.out.append(frame)
                screen.session.last = happening.seq
        screen.session.cursor = upto
        if screen.out:
            self._flush(screen)
        await asyncio.sleep(0)

    def _kept(self, cursor: int, upto: int) -> list[Happening]:
        """Return the events after `cursor` up to `upto` if all of them are still kept, else none."""
        if not self._recent or self._recent[0].seq > cursor + 1:
            return []
        first = self._recent[0].seq
        return [self._recent[at] for at in range(cursor + 1 - first, upto + 1 - first)]

    def spawn(self, screen: Screen, work: Coroutine[Any, Any, None]) -> None:
        """Do something for a screen behind its back; the screen is closed when it fails."""
        task = asyncio.ensure_future(self._guarded(screen, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, screen: Screen, work: Coroutine[Any, Any, None]) -> None:
        """Close the screen when its work fails: for good when its rights have ended, else to come back."""
        try:
            await work
        except (Unidentified, Forbidden) as refusal:
            self.dismiss(screen, refusal.code, RIGHTS_ENDED, None)
        except Exception:
            log.exception("a screen could not be brought up to date")
            self.dismiss(screen, "socket.unavailable", RESTARTING, self.come_back_ms())


def _frames(happening: Happening) -> Callable[[Session, str], Framed | None]:
    """Return what gives each screen its frame; the usual event, about one ticket, takes the short way to a frame that exists."""
    concerns = happening.concerns
    if len(concerns) != 1 or happening.offers:
        return lambda session, user_id: happening.told(session.view(concerns), user_id, session.last)
    concern, known = concerns[0], dict[tuple[int, int], Framed | None]()

    def frame_of(session: Session, user_id: str) -> Framed | None:
        key = (session.parts(concern), session.last)
        if key not in known:
            known[key] = happening.told((key[0],), user_id, key[1])
        return known[key]

    return frame_of
