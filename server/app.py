"""Puts the processes together: what `serve`, `work` and the demo start and stop. Everything else is handed in from here."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette

from console.pages import DemoLogin
from server.base.clock import DAY, SECOND, SystemClock
from server.base.ids import SystemIds
from server.base.settings import Settings
from server.channels.bell import Bell
from server.channels.chat import signature
from server.channels.chat.help import Help
from server.channels.chat.pages import Pages
from server.channels.chat.routes import Widget
from server.channels.voice import port
from server.channels.voice.fake import FakePhone
from server.channels.voice.routes import Voice
from server.desk import all_verbs, attachments
from server.desk.core import Core, build
from server.desk.erasure import JOB
from server.desk.finding.finder import Finder
from server.desk.widget import identity_secret
from server.jobs import bells, digests, knowledge, mailing, open_work, webhooks
from server.jobs.followers import Followers
from server.jobs.forgetting import Forgetting
from server.jobs.hands import Handler, Hands
from server.jobs.index import Index
from server.jobs.index_duplicates import Duplicates
from server.jobs.leader import Leader
from server.jobs.ledger import Ledger
from server.jobs.leftovers import forget_unsent
from server.jobs.moods import Moods
from server.jobs.scrubbing import scrub_after_erasure
from server.live.path import LivePath
from server.live.wire import DirectProtocol
from server.models.feelings import Feelings
from server.models.models import Models
from server.simulation.demo import cast
from server.simulation.demo.seed import Regular
from server.simulation.lab.doors import Lab
from server.simulation.traffic import Traffic
from server.store.hints import Hints
from server.web import address, app, senders
from server.web.context import WebContext, web_context
from server.web.doors import Door

__all__ = ["Backstage", "all_verbs", "asgi", "serve", "work"]

log = logging.getLogger(__name__)
HANDLERS: dict[str, Handler] = {
    JOB: scrub_after_erasure,
    mailing.KIND: mailing.send_mail,
    digests.JOB: digests.write_digest,
    open_work.KIND: open_work.apply_change,
    webhooks.KIND: webhooks.send_webhook,
    attachments.FORGET: forget_unsent,
    **port.handlers(),
}

FAR = ("mail", "webhooks")
"""Lanes whose work waits for other people's machines: their hands must not keep a call waiting."""
NEAR = tuple(lane for lane in bells.LANES if lane not in FAR)


class Backstage:
    """What a process does besides answering: it may lead, works on jobs, follows the log."""

    def __init__(self, core: Core) -> None:
        holder = core.ids.new("prc", core.clock.now())
        self.core = core
        self.hints = Hints(core.settings)
        self.models = Models(core.settings)
        self.mood_model = Models(core.settings, of_moods=True)
        self.finder = Finder(core.database, core.settings.home_path, self.models)
        self.leader = Leader(core, holder)
        self.hands = Hands(core, HANDLERS, lanes=NEAR, holder=holder)
        self.far_hands = Hands(core, HANDLERS, lanes=FAR, holder=f"{holder}.far")
        self.followers = Followers(
            [
                Index(core),
                Duplicates(core),
                Ledger(core),
                Forgetting(core),
                knowledge.Words(self.finder),
                knowledge.Meaning(core, self.models),
                self._moods(),
            ]
        )
        self._bells = bells.Bells(core.settings.redis_url) if core.settings.redis_url else None

    def start(self) -> None:
        """Start the executor and every thread."""
        executor = self.core.executor
        executor.on_commit.append(self.hints.committed)
        executor.on_jobs.append(self._rung)
        for told in (self.leader.hint, self.followers.hint):
            self.hints.tell(told)
        executor.start()
        self.hints.start()
        self.followers.start()
        self.hands.start()
        self.far_hands.start()
        self.leader.start()
        self.models.start()
        self.mood_model.start()

    def stop(self) -> None:
        """Hand the lead on, end every thread, write what waits."""
        self.mood_model.stop()
        self.models.stop()
        self.leader.stop()
        self.hands.stop()
        self.far_hands.stop()
        self.followers.stop()
        self.hints.stop()
        self.finder.close()
        self.core.executor.stop()
        self.core.database.close()

    def _moods(self) -> Moods:
        return Moods(
            self.core,
            Feelings(self.models, self.mood_model),
            state=lambda: self.models.state,
            leads=lambda: self.leader.epoch is not None,
        )

    def _rung(self, lanes: set[str]) -> None:
        self.hands.hint()
        self.far_hands.hint()
        if self._bells is not None:
            self._bells.ring(lanes)


def asgi(settings: Settings, *, simulate: bool = False) -> Starlette:
    """Return the application of one `serve` process; its lifespan starts and stops the threads behind it."""
    core = build(settings, clock=SystemClock(), ids=SystemIds())
    backstage = Backstage(core)
    bell = Bell()
    backstage.hints.tell(bell.ring)
    web = web_context(
        core, demo_logins=_demo_logins(settings), models=backstage.models, finder=backstage.finder
    )
    live = LivePath(
        core,
        authenticate=lambda cookies: senders.authenticate(web, cookies),
        origins=address.own_origins(settings),
    )
    phone = FakePhone(core) if settings.demo else None
    traffic = _traffic(core, phone) if simulate and phone is not None else None

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        backstage.start()
        await live.start()
        if phone is not None:
            phone.exchange.start()
        if traffic is not None:
            traffic.start()
        yield
        if traffic is not None:
            traffic.stop()
        if phone is not None:
            phone.exchange.stop()
        await live.stop()
        backstage.stop()

    return app.build(web, _more_doors(core, web, live, bell, phone), lifespan)


def serve(settings: Settings, *, simulate: bool = False) -> None:
    """Serve until told to stop by a signal."""
    config = uvicorn.Config(
        asgi(settings, simulate=simulate),
        host=settings.host,
        port=settings.port,
        ws=DirectProtocol,
        ws_max_size=settings.frame_limit_bytes,
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run()


def work(settings: Settings) -> None:
    """Work on jobs until told to stop by a signal; with Redis, the bells of the other processes are answered at once."""
    backstage = Backstage(build(settings, clock=SystemClock(), ids=SystemIds()))
    backstage.start()
    try:
        if settings.redis_url:
            bells.drains(
                {
                    lane: backstage.far_hands.step if lane in FAR else backstage.hands.step
                    for lane in bells.LANES
                }
            )
            bells.answer(settings.redis_url, bells.LANES)
        else:
            _wait_for_signal()
    finally:
        backstage.stop()


def _more_doors(
    core: Core, web: WebContext, live: LivePath, bell: Bell, phone: FakePhone | None
) -> list[Door]:
    widget, voice = Widget(core, bell, web.limits), Voice(core, web.limits)
    help_before = Help(core, web.finder, web.limits)
    found = [
        *live.doors(),
        *widget.doors(),
        *help_before.doors(),
        *Pages(core).doors(),
        *voice.doors(),
        *Lab(core).doors(),
    ]
    return [Door(route, policy) for route, policy in (*found, *(phone.doors() if phone else ()))]


def _demo_logins(settings: Settings) -> tuple[DemoLogin, ...]:
    if not settings.demo:
        return ()
    return tuple(
        DemoLogin(one.name, one.role, f"{one.login}@example.com", cast.PASSWORD) for one in cast.STAFF
    )


def _traffic(core: Core, phone: FakePhone) -> Traffic:
    def sign(person: Regular) -> str:
        expires = (core.clock.now() + DAY) // SECOND
        said = person.signed
        claims = signature.Claims(
            sub=said.external_id, exp=expires, name=said.name, email=said.email, phone_number=said.phone
        )
        return signature.signed(claims, identity_secret(core.master))

    return Traffic(core.settings.address, core.ids, sign=sign, network=phone.exchange)


def _wait_for_signal() -> None:
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: told.set())
    told.wait()
