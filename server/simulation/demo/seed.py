"""Fills an empty desk with the demo: staff, queues, customers and ninety days of contacts, by the desk's own verbs on a clock of its own.

What is written is what the same people would have done: no row is made by hand.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from importlib import resources
from typing import Any, Literal, NamedTuple

import msgspec
import sqlalchemy as sa

from server.base.clock import DAY, HOUR, MINUTE, SECOND, Ms, VirtualClock
from server.base.crypto import fingerprint
from server.base.ids import SeededIds
from server.base.passwords import hashed
from server.base.settings import Settings
from server.desk import (
    calls_report,
    chats,
    chats_who,
    happenings,
    identities,
    presence,
    queues,
    skills,
    staff,
    teams,
    tickets,
)
from server.desk.actors import SYSTEM, Actor
from server.desk.core import Core, build
from server.desk.verbs import Body, Command
from server.simulation.demo import agreements, cast, pressing
from server.simulation.demo.knowledge import Newsroom
from server.simulation.demo.surveys import Customers
from server.store.tables.work import CALLS, CONVERSATIONS

DAYS = 90
CONTACTS = 260
OPEN_AT_THE_END = 4
CALL_SHARE = 0.3
Progress = Callable[[int, int], None]


class Story(NamedTuple):
    """A script: what it is about, in which queue and language, its lines (who, text), and the tag agents give it."""

    topic: str
    queue: str
    language: Literal["en", "zh"]
    lines: list[tuple[str, str]]
    tag: str = ""


class Regular(NamedTuple):
    """An invented customer as the shop knows them."""

    number: int
    name: str
    language: Literal["en", "zh"]
    phone: str

    @property
    def signed(self) -> chats_who.Signed:
        """What the shop's page would sign for them."""
        return chats_who.Signed(
            external_id=f"acc-{self.number:03d}",
            name=self.name,
            email=f"customer{self.number:03d}@example.com",
            phone=self.phone,
        )

    @property
    def zone(self) -> str:
        """Where they live."""
        return "Asia/Shanghai" if self.language == "zh" else "Europe/London"


def stories() -> list[Story]:
    """Return the scripts, in file order."""
    text = resources.files(__package__).joinpath("stories.toml").read_text("utf-8")
    found = tomllib.loads(text)["story"]
    return [
        Story(
            one["topic"],
            one["queue"],
            one["language"],
            [(who, line) for who, line in one["lines"]],
            one["tag"],
        )
        for one in found
    ]


def regulars() -> list[Regular]:
    """Return the invented customers, English and Chinese in turn."""
    english = [
        Regular(n, name, "en", cast.english_phone(100 + n)) for n, name in enumerate(cast.ENGLISH_NAMES)
    ]
    chinese = [
        Regular(100 + n, name, "zh", cast.chinese_phone(100 + n)) for n, name in enumerate(cast.CHINESE_NAMES)
    ]
    return [one for pair in zip(english, chinese, strict=True) for one in pair]


def fill(settings: Settings, *, now: Ms, ids: Any, progress: Progress) -> None:
    """Fill the (migrated, empty) desk of `settings`; `progress(done, all)` is told after each contact."""
    clock = VirtualClock(now - DAYS * DAY)
    core = build(settings, clock=clock, ids=ids, hasty=True)
    try:
        _Demo(core, clock).run(now, progress)
    finally:
        core.database.close()


class _Demo:
    """The demo being made: who exists so far, under which ids."""

    def __init__(self, core: Core, clock: VirtualClock) -> None:
        self._core = core
        self._clock = clock
        self._chance = SeededIds(20_261_121)
        self._mood = SeededIds(20_261_122)
        self._asked: Customers | None = None
        self._teams: dict[str, str] = {}
        self._skills: dict[str, str] = {}
        self._queues: dict[str, str] = {}
        self._staff: dict[str, Actor] = {}
        self._visitors: dict[int, Actor] = {}
        self._sent = 0
        self._kept: Counter[str] = Counter()
        self._left: list[pressing.Kept] = []

    def run(self, now: Ms, progress: Progress) -> None:
        self._set_up()
        newsroom = self._newsroom()
        newsroom.write()
        asked = Customers(self._core, self._ask, self._clock, self._staff, self._mood.fraction, now)
        asked.set_up()
        self._asked = asked
        scripts, people = stories(), regulars()
        span = (now - self._clock.now() - HOUR) // CONTACTS
        for done in range(CONTACTS):
            start = now - DAYS * DAY + done * span + int(self._chance.fraction() * span * 0.6)
            asked.until(start)
            self._clock.set(max(self._clock.now(), start))
            person = people[int(self._chance.fraction() ** 1.5 * len(people))]
            fitting = [one for one in scripts if one.language == person.language]
            story = fitting[int(self._chance.fraction() * len(fitting))]
            unfinished = done >= CONTACTS - OPEN_AT_THE_END
            if not unfinished and person.number in self._visitors and self._chance.fraction() < CALL_SHARE:
                self._call(story, person)
            else:
                self._tell(story, person, unfinished=unfinished)
            progress(done + 1, CONTACTS)
        asked.until(now - 3 * HOUR)
        self._share_a_line(people)
        newsroom.live(now)
        agreements.require(self._ask, self._queues)
        self._go_home(now)
        pressing.press(self._ask, self._clock, self._left, now, self._client_id)

    def _set_up(self) -> None:
        for key, name in cast.TEAMS.items():
            self._teams[key] = self._ask("teams.create", teams.CreateTeam(name=name))["id"]
        for key, (name, language) in cast.SKILLS.items():
            body = msgspec.convert({"name": name, "language": language}, skills.CreateSkill)
            self._skills[key] = self._ask("skills.create", body)["id"]
        for line in cast.QUEUES:
            queue = queues.CreateQueue(
                name=line.name,
                team_id=self._teams[line.team],
                channels=line.channels,
                skills={self._skills[key]: level for key, level in line.skills.items()},
                target_s=line.target_s,
            )
            self._queues[line.key] = self._ask("queues.create", queue)["id"]
            self._clock.advance(SECOND)
        agreements.promise(self._ask, self._queues, self._clock.now())
        password = hashed(cast.PASSWORD, self._core.ids)
        for person in cast.STAFF:
            self._staff[person.login] = self._hire(person, password)

    def _newsroom(self) -> Newsroom:
        sam, marta = self._staff["sam"], self._staff["marta"]
        return Newsroom(self._core, self._ask, self._clock, sam, marta, self._chance.fraction)

    def _hire(self, person: cast.Person, password: str) -> Actor:
        fields = {
            "name": person.name,
            "email": f"{person.login}@example.com",
            "role": person.role,
            "password": password,
            "team_ids": [self._teams[team] for team in person.teams],
            "language": person.language,
            "time_zone": person.zone,
            "skills": {self._skills[key]: level for key, level in person.skills.items()},
        }
        answer = self._ask("users.add", msgspec.convert(fields, staff.AddUser))
        return Actor("user", answer["user_id"], 1)

    def _tell(self, story: Story, person: Regular, *, unfinished: bool) -> None:
        """Let one contact happen: the customer begins, an agent takes it and they talk as the story says."""
        spoken = self._spoken(story, person)
        visitor = self._visitor(person)
        started = self._ask(
            "chat.start",
            chats.Start(
                message=spoken[0][1],
                client_id=self._client_id(),
                language=person.language,
                queue_id=self._queues[story.queue],
                time_zone=person.zone,
                signed=person.signed,
            ),
            visitor,
        )
        conversation = started["conversation_id"]
        ticket = self._ticket_of(conversation)
        self._clock.advance(int(20 * SECOND + self._chance.fraction() * 90 * SECOND))
        agent = self._free_agent(story, keeps=unfinished)
        self._ask("ticket.take", tickets.OfTicket(ticket_id=ticket), agent)
        lines = spoken[1:2] if unfinished else spoken[1:]
        for who, text in lines:
            self._clock.advance(int(15 * SECOND + self._chance.fraction() * 2 * MINUTE))
            self._say(who, text, ticket, conversation, visitor, agent)
        if unfinished:
            self._left.append(
                pressing.Kept(ticket, conversation, person.language, story.queue, visitor, agent)
            )
            self._ask("ticket.wait", tickets.Wait(ticket_id=ticket, on="customer"), agent)
        else:
            self._clock.advance(20 * SECOND)
            self._ask("ticket.set_tags", tickets.SetTags(ticket_id=ticket, tags=(story.tag,)), agent)
            self._ask("ticket.solve", tickets.OfTicket(ticket_id=ticket), agent)
            self._ask("chat.end", chats.OfChat(conversation_id=conversation), visitor)

    def _spoken(self, story: Story, person: Regular) -> list[tuple[str, str]]:
        """Return the lines with an order number of this customer's; the shop has told of the order before."""
        order = f"SH-{70_000 + self._next()}"
        if any("{order}" in text for _, text in story.lines) and person.number in self._visitors:
            whose = happenings.Whose(kind="external", value=person.signed.external_id)
            for code, days in (("order.placed", 4), ("order.delivered", 1)):
                posted = happenings.Post(
                    source="shop",
                    number=f"{order}.{code}",
                    code=code,
                    at=self._clock.now() - days * DAY,
                    customer=whose,
                    fields={"number": order},
                )
                self._ask("events.post", posted)
        return [(who, text.format(order=order, name=person.name)) for who, text in story.lines]

    def _call(self, story: Story, person: Regular) -> None:
        """Let the customer call about it: an agent answers, notes what was said and solves it."""
        call = {"call_id": f"demo-call-{self._next()}", "number": person.phone, "language": person.language}
        call["queue_id"] = self._queues[story.queue]
        agent = self._free_agent(story)
        call_id = self._report("call.rang", "ringing", **call)["call_id"]
        self._clock.advance(int(4 * SECOND + self._chance.fraction() * 15 * SECOND))
        ticket = self._one(sa.select(CALLS.c.ticket_id).where(CALLS.c.id == call_id))
        self._ask("ticket.take", tickets.OfTicket(ticket_id=ticket), agent)
        self._report("call.reported", "answered", **call, agent_id=agent.id)
        self._clock.advance(int(MINUTE + self._chance.fraction() * 6 * MINUTE))
        over = self._report("call.reported", "ended", **call, reason="agent_hung_up")
        self._press(over, call)
        subject = tickets.SetSubject(ticket_id=ticket, subject=story.topic)
        self._ask("ticket.set_subject", subject, agent)
        said = next(text for who, text in self._spoken(story, person) if who == "a")
        note = tickets.Note(ticket_id=ticket, body=said, client_id=self._client_id())
        self._ask("ticket.note", note, agent)
        self._ask("ticket.set_tags", tickets.SetTags(ticket_id=ticket, tags=(story.tag,)), agent)
        self._clock.advance(20 * SECOND)
        self._ask("ticket.solve", tickets.OfTicket(ticket_id=ticket), agent)

    def _press(self, over: dict[str, Any], call: dict[str, str]) -> None:
        """The caller stays on the line for the survey, or not."""
        if self._asked is not None:
            self._asked.press(
                over,
                lambda question, keys: self._report(
                    "call.reported", "keyed", **call, question=question, keys=keys
                ),
            )

    def _report(self, verb: str, kind: str, **fields: str) -> dict[str, Any]:
        said = {"type": kind, "at": self._clock.now(), **fields}
        return self._ask(verb, msgspec.convert(said, calls_report.Report), Actor("provider", "demo"))

    def _share_a_line(self, people: list[Regular]) -> None:
        """Two households have one telephone for two customers: a call from there is ambiguous."""
        for language, number in (("en", cast.english_phone(199)), ("zh", cast.chinese_phone(199))):
            known = [one for one in people if one.language == language and one.number in self._visitors]
            for person in known[:2]:
                address = identities.AddIdentity(
                    customer_id=self._customer_of(person), kind="phone", value=number
                )
                added = self._ask("identities.add", address)
                self._ask("identities.verify", identities.Verify(identity_id=added["identity_id"]))

    def _go_home(self, now: Ms) -> None:
        """End the last shift, a while before the demo begins."""
        self._clock.set(max(self._clock.now(), now - 2 * HOUR))
        for person in cast.STAFF:
            if person.role in ("agent", "supervisor"):
                for state in ("available", "offline"):
                    body = msgspec.convert({"state": state}, presence.SetPresence)
                    self._ask("presence.set", body, self._staff[person.login])

    def _say(self, who: str, text: str, ticket: str, conversation: str, visitor: Actor, agent: Actor) -> None:
        if who == "c":
            body: Body = chats.Write(conversation_id=conversation, body=text, client_id=self._client_id())
            self._ask("chat.write", body, visitor)
        elif who == "n":
            self._ask(
                "ticket.note", tickets.Note(ticket_id=ticket, body=text, client_id=self._client_id()), agent
            )
        else:
            answer = tickets.Reply(
                ticket_id=ticket,
                conversation_id=conversation,
                body=text,
                client_id=self._client_id(),
                seen_seq=1 << 50,
            )
            seq = self._ask("ticket.reply", answer, agent)["seq"]
            self._ask("chat.read", chats.Upto(conversation_id=conversation, upto=seq), visitor)

    def _visitor(self, person: Regular) -> Actor:
        """Return the person's browser; they keep it, so their chats are one customer's."""
        if person.number not in self._visitors:
            arrived = self._ask(
                "visitor.arrive", chats.Arrive(fingerprint=fingerprint(self._core.ids.token()))
            )
            self._visitors[person.number] = Actor("visitor", arrived["visitor_id"])
        return self._visitors[person.number]

    def _free_agent(self, story: Story, *, keeps: bool = False) -> Actor:
        """Return somebody who can do it; what stays open goes to whoever has least, so that everybody has places left."""
        tongue = "mandarin" if story.language == "zh" else "english"
        team = next(line.team for line in cast.QUEUES if line.key == story.queue)
        able = [
            one.login
            for one in cast.STAFF
            if one.role == "agent" and team in one.teams and tongue in one.skills
        ]
        login = able[int(self._chance.fraction() * len(able))]
        if keeps:
            login = min(able, key=lambda name: self._kept[name])
            self._kept[login] += 1
        return self._staff[login]

    def _ticket_of(self, conversation_id: str) -> str:
        return self._one(sa.select(CONVERSATIONS.c.ticket_id).where(CONVERSATIONS.c.id == conversation_id))

    def _customer_of(self, person: Regular) -> str:
        visitor = self._visitors[person.number]
        return self._one(
            sa.select(CONVERSATIONS.c.customer_id).where(CONVERSATIONS.c.visitor_id == visitor.id)
        )

    def _one(self, query: sa.Select[tuple[str]]) -> str:
        with self._core.database.reading() as connection:
            return str(connection.execute(query.limit(1)).scalar_one())

    def _next(self) -> int:
        self._sent += 1
        return self._sent

    def _client_id(self) -> str:
        return f"demo-{self._next():08d}"

    def _ask(self, verb: str, body: Body, actor: Actor = SYSTEM) -> dict[str, Any]:
        return self._core.executor.ask(Command(verb, actor, body))
