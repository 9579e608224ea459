"""The two journeys against a real `serve` process with 200 consoles: a customer's message, and a call, to the agent's socket.

What the browser does with the frame is not in these figures. The reference is `GET /healthz` in the same run: what this machine
takes just now for the smallest answer of the same process.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack

from server.base.clock import SystemClock
from server.bench.desk_kit import BenchDesk, desk_on
from server.bench.gathered import Gathered, gathered
from server.bench.measure import Figure, percentile
from server.bench.process import VOICE_SECRET, Line, serving
from server.bench.screens import Came, Screen, screen
from server.channels.voice import signature

CONSOLES = 200
MESSAGES, CALLS = 150, 100
CALLERS = 10
WARM = 10
LONGEST_S = 60.0
Taken = list[tuple[float, float]]


def figures(
    kinds: tuple[str, ...], consoles: int = CONSOLES, messages: int = MESSAGES, calls: int = CALLS
) -> Iterator[Figure]:
    """Yield for each database the 95th percentile of a message and the 99th of a call, from before the request is sent."""
    for kind in kinds:
        with ExitStack() as open_now:
            desk = open_now.enter_context(desk_on(kind))
            numbers = _callers(desk, min(CALLERS, calls))
            agent, *others = desk.agents(consoles)
            cookie, *cookies = desk.cookies([agent, *others])
            served = open_now.enter_context(serving(desk.core.settings.database_url))
            crowd = open_now.enter_context(gathered(served.port, cookies=cookies))
            crowd.join(len(others))
            mine = open_now.enter_context(screen(served.port, cookie))
            mine.be_there()
            written = _written(served.port, desk.queue, mine, messages)
            rung = _rung(Phone(served.port, agent, mine), numbers, calls)
            _everybody_there(crowd)
        yield _figure(f"message to the socket, unpainted, p95 ({kind})", written, 0.95, 50)
        yield _figure(f"call to the socket, unpainted, p99 ({kind})", rung, 0.99, 250)


def _figure(name: str, taken: Taken, share: float, most_ms: int) -> Figure:
    value = 1000 * percentile([one for one, _ in taken], share)
    reference = 1000 * percentile([other for _, other in taken], share)
    sign = "<" if share == 0.99 else "<="
    return Figure(name, value, reference, "ms", value / reference, f"{sign} {most_ms} ms", value <= most_ms)


def _written(port: int, queue_id: str, mine: Screen, messages: int) -> Taken:
    """Let a customer write, one message after the other, and time each until the agent who has the ticket is told it."""
    customer = Line(port, {})
    token = customer.post("/api/widget/visitor", {})["token"]
    customer.headers["Authorization"] = f"Bearer {token}"
    first = {"message": "It hums", "client_id": "bench-000000", "language": "en", "queue_id": queue_id}
    chat = customer.post("/api/widget/chats", first)["conversation_id"]
    mine.accept(mine.offered())
    taken: Taken = []
    over = time.monotonic() + LONGEST_S
    warm = min(WARM, messages)
    for number in range(1, warm + messages + 1):
        said = {"body": "The filter hums again.", "client_id": f"bench-{number:06d}"}
        began = time.monotonic()
        customer.post(f"/api/widget/chats/{chat}/messages", said)
        came = _line(mine, str(said["client_id"]))
        if number > warm:
            taken.append((came.at - began, _smallest(customer)))
        if time.monotonic() > over and len(taken) >= WARM:
            break
    customer.close()
    return taken


def _line(mine: Screen, client_id: str) -> Came:
    return mine.told(lambda record: record["type"] == "entry" and record["client_id"] == client_id)


def _smallest(line: Line) -> float:
    """Return the seconds of the smallest answer the process gives."""
    began = time.monotonic()
    line.send("GET", "/healthz", None, {})
    return time.monotonic() - began


class Phone:
    """The provider's end of calls, and the agent who takes them one after the other."""

    def __init__(self, port: int, agent_id: str, mine: Screen) -> None:
        self.line = Line(port, {})
        self.agent_id = agent_id
        self.mine = mine
        self._reports = 0

    def report(self, kind: str, call_id: str, number: str, **fields: str) -> None:
        """Report signed what happened to a call."""
        self._reports += 1
        now = SystemClock().now()
        said = {"type": kind, "call_id": call_id, "at": now, "number": number, **fields}
        body = json.dumps(said).encode()
        signed = signature.headers(VOICE_SECRET, f"bench-{call_id}-{self._reports:06d}", now, body)
        self.line.send("POST", "/api/voice/bench/events", body, signed)

    def rings(self, call_id: str, number: str) -> Came:
        """Let a call ring, and return the offer as it came to the agent's screen."""
        self.report("ringing", call_id, number)
        return self.mine.offered()

    def take(self, offer: Came, call_id: str, number: str) -> None:
        """Accept, talk, end, and be there for the next call."""
        self.mine.accept(offer)
        self.report("answered", call_id, number, agent_id=self.agent_id)
        self.report("ended", call_id, number, reason="caller_hung_up")
        self.mine.be_there()


def _rung(phone: Phone, numbers: list[str], calls: int) -> Taken:
    """Let known customers call, and time each until the offer with who it is and what happened last is at the agent's socket."""
    taken: Taken = []
    over = time.monotonic() + LONGEST_S
    for count in range(len(numbers) + calls):
        number, call_id = numbers[count % len(numbers)], f"bench-call-{count:06d}"
        began = time.monotonic()
        offer = phone.rings(call_id, number)
        if count >= len(numbers):
            _known(offer)
            taken.append((offer.at - began, _smallest(phone.line)))
        phone.take(offer, call_id, number)
        if time.monotonic() > over and len(taken) >= WARM:
            break
    phone.line.close()
    return taken


def _known(offer: Came) -> None:
    """An offer that tells nothing of the caller would be quick and worth nothing."""
    if offer.record["customer"] is None or not offer.record["last"]:
        raise ValueError(f"expected an offer with the caller and their history, {offer.record} came")


def _callers(desk: BenchDesk, count: int) -> list[str]:
    """Add customers with a number each and return the numbers."""
    numbers = [f"+4477009001{one:02d}" for one in range(count)]
    for number in numbers:
        desk.ask(
            "customers.add", name=f"Caller {number[-2:]}", identities=[{"kind": "phone", "value": number}]
        )
    return numbers


def _everybody_there(crowd: Gathered) -> None:
    """Raise ConnectionError when a console was lost on the way: then fewer were told than the figure says."""
    crowd.rest()
