"""An invented telephone network, and the provider of a demo desk: it takes the desk's orders and sends it signed reports over HTTP.

It knows the desk only from outside. Its calls live in the memory of one process.
"""

from __future__ import annotations

import http.client
import logging
import queue
import threading
from collections.abc import Callable

import msgspec

from server.base.clock import Clock
from server.base.errors import Invalid, Unknown
from server.base.ids import Ids
from server.channels.voice import port, signature
from server.channels.voice.shapes import Order, Prompt, Report, Told

log = logging.getLogger(__name__)
PROVIDER = "demo"
KEPT_CALLS = 20
RECORDINGS = "/phone/recordings"
SHUFFLE_S = 1.5
TRIES = 5
RETRY_S = 1.0


class Leg(msgspec.Struct, kw_only=True):
    """Somebody else in a call: a number outside, or a colleague of the desk. `state`: ringing, joined, left."""

    id: str
    number: str = ""
    agent_id: str = ""
    agent: str = ""
    state: str = "ringing"


class Phone(msgspec.Struct, kw_only=True):
    """A call as the network sees it. `state`: ringing, answered, consulting, ended. `agent` is whoever the desk put it through to.

    `ask`: what the person at the far end hears after the call, to be answered by keys.
    """

    id: str
    number: str
    direction: str
    state: str = "ringing"
    language: str | None = None
    agent_id: str = ""
    agent: str = ""
    next_id: str = ""
    next_agent: str = ""
    held: bool = False
    muted: bool = False
    started_at: int = 0
    reason: str = ""
    ask: Prompt | None = None
    legs: list[Leg] = []
    log: list[str] = []


class Exchange:
    """The network. `key` is the secret shared with the desk at `address`; `changed` is told after every change.

    `public`: where a browser finds the desk, and so the invented recordings.
    """

    def __init__(self, address: str, key: str, *, clock: Clock, ids: Ids, public: str = "") -> None:
        self.address = address
        self.key = key
        self.public = public or address
        self.clock = clock
        self.ids = ids
        self.changed: Callable[[], None] = lambda: None
        self.twice = False
        self.shuffled = False
        self.calls: dict[str, Phone] = {}
        self._done: dict[str, None] = {}
        self._lock = threading.RLock()
        self._post: queue.SimpleQueue[tuple[str, Report] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Deliver reports in a thread until `stop`."""
        self._thread = threading.Thread(target=self._deliver, name="telephone", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Deliver what is left and end the thread."""
        self._post.put(None)
        if self._thread is not None:
            self._thread.join()

    def place(self, number: str, language: str | None = None) -> str:
        """Let somebody call the desk from `number` ("" withheld) and return the call's id."""
        with self._lock:
            call = self._new(self.ids.new("tel", self.clock.now()), number, "in", language)
            self._report(call, "ringing")
            return call.id

    def hang_up(self, call_id: str) -> None:
        """The person at the far end hangs up."""
        with self._lock:
            self._over(self._live(call_id), "ended", "caller_hung_up")

    def waits(self, call_id: str) -> bool:
        """Return whether nobody has answered yet."""
        with self._lock:
            return self._known(call_id).state == "ringing"

    def is_over(self, call_id: str) -> bool:
        """Return whether the call has ended."""
        with self._lock:
            return self._known(call_id).state == "ended"

    def answer(self, call_id: str) -> None:
        """The person the desk dialled answers."""
        with self._lock:
            call = self._live(call_id)
            if call.direction == "out" and call.state == "ringing":
                call.state = "answered"
                self._report(call, "answered", agent_id=call.agent_id)

    def press(self, call_id: str, keys: str) -> None:
        """The person at the far end presses keys for what they are asked."""
        with self._lock:
            call = self._known(call_id)
            if call.ask is not None:
                asked, call.ask = call.ask, None
                self._report(call, "keyed", question=asked.question, keys=keys)

    def busy(self, call_id: str) -> None:
        """The person the desk dialled is busy."""
        with self._lock:
            self._over(self._live(call_id), "failed", "busy")

    def leg_answers(self, call_id: str, leg_id: str) -> None:
        """The person outside who is being brought into a call answers."""
        with self._lock:
            call = self._live(call_id)
            leg = _leg(call, leg_id)
            if leg.state == "ringing":
                leg.state = "joined"
                self._report(call, "joined", party_id=leg.id)

    def leg_hangs_up(self, call_id: str, leg_id: str) -> None:
        """The person outside hangs up, or does not answer; the others talk on."""
        with self._lock:
            call = self._live(call_id)
            self._leg_goes(call, _leg(call, leg_id))

    def send_again(self, call_id: str) -> None:
        """Report everything that is so now once more, under new ids, as a confused network would."""
        with self._lock:
            call = self._known(call_id)
            self._report(call, "ringing")
            if call.state == "answered":
                self._report(call, "answered", agent_id=call.agent_id)

    def take(self, order: Order) -> None:
        """Do what the desk orders, once for each command id. Raises Unknown for a call that is not there."""
        with self._lock:
            if order.command_id in self._done:
                return
            self._done[order.command_id] = None
            if order.type == "dial":
                self._dial(order)
                return
            call = self._live(order.call_id)
            call.log.append(f"< {order.type}")
            _ORDERS[order.type](self, call, order)

    def snapshot(self) -> list[Phone]:
        """Return the calls as they are now, newest first."""
        with self._lock:
            return [
                msgspec.structs.replace(
                    call, log=list(call.log), legs=[msgspec.structs.replace(leg) for leg in call.legs]
                )
                for call in reversed(self.calls.values())
            ]

    def _new(self, call_id: str, number: str, direction: str, language: str | None) -> Phone:
        call = Phone(
            id=call_id, number=number, direction=direction, language=language, started_at=self.clock.now()
        )
        self.calls[call_id] = call
        for old in [one.id for one in self.calls.values() if one.state == "ended"][:-KEPT_CALLS]:
            del self.calls[old]
        return call

    def _dial(self, order: Order) -> None:
        call = self._new(order.call_id, order.number or "", "out", None)
        if order.agent is not None:
            call.agent_id, call.agent = order.agent.id, order.agent.name
        call.log.append("< dial")
        self._report(call, "ringing", agent_id=call.agent_id)

    def _connect(self, call: Phone, order: Order) -> None:
        if order.agent is None:
            raise Invalid("voice.order", expected="agent")
        call.state, call.agent_id, call.agent = "answered", order.agent.id, order.agent.name
        self._report(call, "answered", agent_id=call.agent_id)

    def _hold(self, call: Phone, order: Order) -> None:
        call.held = order.type == "hold"
        if call.state == "consulting" and not call.held:
            call.state, call.next_id, call.next_agent = "answered", "", ""
        self._report(call, "held" if call.held else "resumed", agent_id=call.agent_id)

    def _mute(self, call: Phone, order: Order) -> None:
        call.muted = order.type == "mute"
        self._report(call, "muted" if call.muted else "unmuted", agent_id=call.agent_id)

    def _transfer(self, call: Phone, order: Order) -> None:
        """Warm: the customer holds while both agents speak, until the first hangs up or comes back. Into a queue: it rings again."""
        if order.queue_id is not None:
            call.state, call.agent_id, call.agent, call.held = "ringing", "", "", False
            self.changed()
        elif order.warm and order.agent is not None:
            call.state, call.next_id, call.next_agent = "consulting", order.agent.id, order.agent.name
            call.held = True
            self._report(call, "held", agent_id=call.agent_id)
        elif order.agent is not None:
            self._pass_on(call, order.agent.id, order.agent.name)
        else:
            self._report(call, "transferred", reason="outside")
            self._over(call, "ended", "transferred")

    def _hang_up(self, call: Phone, _order: Order) -> None:
        if call.state == "consulting":
            self._pass_on(call, call.next_id, call.next_agent)
        else:
            self._over(call, "ended", "agent_hung_up")

    def _add(self, call: Phone, order: Order) -> None:
        """A colleague's line answers by itself; a number outside rings until a person there does."""
        leg = Leg(id=order.party_id or "", number=order.number or "")
        if order.agent is not None:
            leg.agent_id, leg.agent, leg.state = order.agent.id, order.agent.name, "joined"
        call.legs = [*call.legs, leg]
        if leg.state == "joined":
            self._report(call, "joined", party_id=leg.id)
        else:
            self.changed()

    def _remove(self, call: Phone, order: Order) -> None:
        self._leg_goes(call, _leg(call, order.party_id or ""))

    def _leg_goes(self, call: Phone, leg: Leg) -> None:
        if leg.state != "left":
            kind = "unreached" if leg.state == "ringing" else "left"
            leg.state = "left"
            self._report(call, kind, party_id=leg.id)

    def _leave(self, call: Phone, order: Order) -> None:
        """The agent goes; a colleague in the call has it from now on, else the customer talks on with whoever is outside."""
        heir = next((leg for leg in call.legs if leg.state == "joined" and leg.agent_id), None)
        self._report(call, "left", agent_id=call.agent_id)
        call.agent_id, call.agent, call.held, call.muted = "", "", False, False
        if heir is not None:
            call.agent_id, call.agent, heir.state = heir.agent_id, heir.agent, "left"
        self.changed()

    def _pass_on(self, call: Phone, agent_id: str, agent: str) -> None:
        call.state, call.agent_id, call.agent = "answered", agent_id, agent
        call.held = call.muted = False
        self._report(call, "transferred", agent_id=agent_id)

    def _over(self, call: Phone, kind: str, reason: str) -> None:
        talked = call.state != "ringing"
        call.state, call.reason, call.held, call.muted = "ended", reason, False, False
        for leg in call.legs:
            leg.state = "left"
        self._report(call, kind, agent_id=call.agent_id, reason=reason)
        if talked and kind == "ended":
            self._report(call, "recording", recording_url=f"{self.public}{RECORDINGS}/{call.id}.wav")

    def _report(
        self, call: Phone, kind: str, *, agent_id: str = "", reason: str = "", party_id: str = "", **more: str
    ) -> None:
        call.log.append(f"> {kind}")
        said = {
            "type": kind,
            "call_id": call.id,
            "at": self.clock.now(),
            "direction": call.direction,
            "number": call.number,
            "language": call.language,
            "agent_id": agent_id or None,
            "party_id": party_id or None,
            "reason": reason,
            **more,
        }
        event_id = self.ids.new("evt", self.clock.now())
        report = msgspec.convert(said, Report)
        for _ in range(2 if self.twice else 1):
            self._post.put((event_id, report))
        self.changed()

    def _live(self, call_id: str) -> Phone:
        call = self._known(call_id)
        if call.state == "ended":
            raise Unknown("call.unknown", id=call_id)
        return call

    def _known(self, call_id: str) -> Phone:
        if call_id not in self.calls:
            raise Unknown("call.unknown", id=call_id)
        return self.calls[call_id]

    def _deliver(self) -> None:
        while (first := self._post.get()) is not None:
            batch = [first]
            if self.shuffled:
                threading.Event().wait(SHUFFLE_S)
                while not self._post.empty() and (more := self._post.get()) is not None:
                    batch.insert(0, more)
            for event_id, report in batch:
                self._send(event_id, report)

    def _send(self, event_id: str, report: Report) -> None:
        """Send one report until the desk has it, each time under the same id and a fresh timestamp."""
        body = msgspec.json.encode(report)
        address = f"{self.address}/api/voice/{PROVIDER}/events"
        for _ in range(TRIES):
            headers = signature.headers(self.key, event_id, self.clock.now(), body)
            try:
                replied = port.post(address, body, headers)
            except (OSError, http.client.HTTPException) as error:
                log.warning("the demo telephone cannot reach the desk: %s", type(error).__name__)
                replied = port.Replied(503, b"")
            if replied.status < 500 and replied.status != 429:
                self._told(report, replied)
                return
            threading.Event().wait(RETRY_S)

    def _told(self, report: Report, replied: port.Replied) -> None:
        """Take the desk's answer to a report: a caller it rejects hears the line end."""
        if replied.status >= 400:
            log.warning("the desk refused a report of the demo telephone: %d", replied.status)
            return
        with self._lock:
            call = self.calls.get(report.call_id)
            told = msgspec.json.decode(replied.body, type=Told)
            if call is not None and call.state != "ended" and told.action == "reject":
                call.state, call.reason = "ended", "rejected"
                call.log.append("< reject")
                self.changed()
            elif call is not None and told.ask is not None:
                call.ask = told.ask
                call.log.append("< ask")
                self.changed()


def _leg(call: Phone, leg_id: str) -> Leg:
    leg = next((one for one in call.legs if one.id == leg_id), None)
    if leg is None:
        raise Unknown("callparty.unknown", id=leg_id)
    return leg


_ORDERS: dict[str, Callable[[Exchange, Phone, Order], None]] = {
    "connect": Exchange._connect,
    "hold": Exchange._hold,
    "resume": Exchange._hold,
    "mute": Exchange._mute,
    "unmute": Exchange._mute,
    "transfer": Exchange._transfer,
    "hangup": Exchange._hang_up,
    "add": Exchange._add,
    "remove": Exchange._remove,
    "leave": Exchange._leave,
}
