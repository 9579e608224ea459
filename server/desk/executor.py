"""Takes waiting commands in batches: one lock, one prefetch per table, decisions in order, grouped writes, one commit.

`step` runs a batch inline; `run` is the same in a thread. Nothing else writes to the database.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from server.base.clock import Clock
from server.base.crypto import Master
from server.base.errors import Conflict, DeskError, Unavailable
from server.base.ids import Ids
from server.base.settings import Settings
from server.desk import access
from server.desk.book import Book
from server.desk.clocks import settling
from server.desk.verbs import VERBS, Command, Verb
from server.store import append
from server.store.database import Database, Rows
from server.store.pages import Need, Pages
from server.store.tables.infra import JOBS, RECEIPTS, Receipt

log = logging.getLogger(__name__)
PREFETCH_ROUNDS = 4
Outcome = dict[str, Any] | DeskError


class Waiting(NamedTuple):
    """A command and whoever waits for its answer."""

    command: Command
    future: Future[dict[str, Any]]


class Executor:
    """The one writer of a process. `on_commit(head)` is told the newest seq after each commit that made events.

    `on_jobs(lanes)` is told in which lanes a commit left new work.
    """

    def __init__(
        self, database: Database, *, settings: Settings, clock: Clock, ids: Ids, master: Master
    ) -> None:
        self.database = database
        self.settings = settings
        self.clock = clock
        self.ids = ids
        self.master = master
        self.on_commit: list[Callable[[int], None]] = []
        self.on_jobs: list[Callable[[set[str]], None]] = []
        self.unnamed_reads = 0
        self.commands_done = 0
        self.batches_done = 0
        self._queue: queue.SimpleQueue[Waiting | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def submit(self, command: Command) -> Future[dict[str, Any]]:
        """Queue a command. The future gets its answer after the commit, or the DeskError that refused it."""
        waiting = Waiting(command, Future())
        self._queue.put(waiting)
        return waiting.future

    def ask(self, command: Command) -> dict[str, Any]:
        """Submit a command and return its answer; decided inline when no thread runs. Raises the DeskError that refused it."""
        return self.finish(self.submit(command))

    def finish(self, future: Future[dict[str, Any]]) -> dict[str, Any]:
        """Return what a submitted command answered, running batches inline when no thread does."""
        while self._thread is None and not future.done():
            self.step()
        return future.result()

    def step(self) -> int:
        """Run one batch of what waits now and return how many commands it held."""
        batch: list[Waiting] = []
        while len(batch) < self.settings.batch_limit:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                break
            if waiting is not None:
                batch.append(waiting)
        self._run_batch(batch)
        return len(batch)

    def start(self) -> None:
        """Run batches in a thread until `stop`."""
        self._thread = threading.Thread(target=self._run, name="executor", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish what waits and end the thread."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first]
            while len(batch) < self.settings.batch_limit:
                try:
                    waiting = self._queue.get_nowait()
                except queue.Empty:
                    break
                if waiting is None:
                    self._queue.put(None)
                    break
                batch.append(waiting)
            self._run_batch(batch)

    def _run_batch(self, batch: list[Waiting]) -> None:
        if not batch:
            return
        try:
            outcomes, head, lanes = self._commit([waiting.command for waiting in batch])
        except (DeskError, sa.exc.SQLAlchemyError) as error:
            self._retry_alone(batch, error)
            return
        except Exception as error:
            log.exception("a batch of %d commands failed", len(batch))
            self._retry_alone(batch, error)
            return
        for waiting, outcome in zip(batch, outcomes, strict=True):
            _resolve(waiting.future, outcome)
        if head is not None:
            for told in self.on_commit:
                told(head)
        if lanes:
            for rung in self.on_jobs:
                rung(lanes)

    def _retry_alone(self, batch: list[Waiting], error: Exception) -> None:
        """After a batch that could not be written: one by one, so that only the guilty command is refused."""
        if len(batch) > 1 and not isinstance(error, Unavailable):
            for waiting in batch:
                self._run_batch([waiting])
            return
        refusal = error if isinstance(error, DeskError) else Unavailable("database.write_failed")
        if not isinstance(error, DeskError):
            log.error("command %s could not be written", batch[0].command.verb, exc_info=error)
        for waiting in batch:
            _resolve(waiting.future, refusal)

    def _commit(self, commands: list[Command]) -> tuple[list[Outcome], int | None, set[str]]:
        with self.database.writing() as connection:
            pages = Pages(Rows(connection))
            book = Book(
                pages,
                head=append.head(connection),
                now=self.clock.now(),
                ids=self.ids,
                master=self.master,
                settings=self.settings,
            )
            _prefetch(book, commands)
            outcomes = [decide(book, command) for command in commands]
            append.append(connection, book.events)
            append.write(connection, pages.writes())
            append.sweep(connection, pages.sweeps)
            made = bool(book.events)
            lanes = {job.lane for job in pages.rows(JOBS).values() if job.attempts == 0}
        self.unnamed_reads += pages.unnamed_reads
        self.commands_done += len(commands)
        self.batches_done += 1
        return outcomes, book.head if made else None, lanes


def decide(book: Book, command: Command) -> Outcome:
    """Decide one command on the book: its answer, or the refusal with everything it did taken back."""
    mark = book.mark()
    try:
        return _decided(book, VERBS[command.verb], command)
    except DeskError as refusal:
        book.rewind(mark)
        return refusal
    except Exception:
        book.rewind(mark)
        log.exception("deciding %s failed", command.verb)
        return DeskError("internal")


def _decided(book: Book, verb: Verb, command: Command) -> dict[str, Any]:
    book.actor = command.actor
    access.check(book, verb.policy, command.actor, command.body)
    if command.key is None:
        return _answer(book, verb, command)
    digest = _digest(book.master, command)
    receipt = book.get(RECEIPTS, command.actor.name, command.key)
    if receipt is not None:
        if receipt.digest != digest:
            raise Conflict("command.key_reused", key=command.key)
        return receipt.answer
    answer = _answer(book, verb, command)
    kept = Receipt(scope=command.actor.name, key=command.key, digest=digest, answer=answer, at=book.now)
    book.put(RECEIPTS, kept)
    return answer


def _answer(book: Book, verb: Verb, command: Command) -> dict[str, Any]:
    first = len(book.events)
    answer = verb.decide(book, command.body)
    settling.settle(book, first)
    return {**msgspec.to_builtins(answer), "seq": book.head}


def _digest(master: Master, command: Command) -> str:
    """A keyed hash: bodies hold personal words, which a plain one would let anybody try out, even after an erasure."""
    text = msgspec.json.encode([command.verb, command.body], order="deterministic")
    return master.lookup("receipt", text.decode())


def _prefetch(book: Book, commands: list[Command]) -> None:
    """Fetch what the commands name, in rounds: a row fetched in one round lets the next name rows it points to."""
    first: list[Need] = []
    for command in commands:
        first += access.needs(VERBS[command.verb].policy, command.actor, command.body)
        if command.key is not None:
            first.append(Need(RECEIPTS, ("scope", "key"), (command.actor.name, command.key)))
    book.pages.prefetch(first)
    for _ in range(PREFETCH_ROUNDS):
        wanted = [need for command in commands for need in VERBS[command.verb].reads(book, command.body)]
        if book.pages.prefetch(wanted) == 0:
            return


def _resolve(future: Future[dict[str, Any]], outcome: Outcome) -> None:
    if isinstance(outcome, DeskError):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
