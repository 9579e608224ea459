"""The language model of one process: prepared in the background, asked through `encode`, its state for whoever wants to know.

Nothing waits for it. While it is being installed, converted or restarted the desk works with the words alone, and says so.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Sequence

from msgspec.structs import replace

from server.base.errors import DeskError
from server.base.settings import Settings, surroundings
from server.models.client import Client
from server.models.encoder import WORDS, Kind
from server.models.frames import Ready, Refused
from server.models.prepare import OFFLINE, Preparation, missing
from server.models.process import Running
from server.models.state import Stage, State

log = logging.getLogger(__name__)
BOX = "box"
STEP = 0.1
"""A progress this much further is worth a line of the log."""


class Models:
    """Fulfils `Encoder`; "words" until `start` has brought a model to work. `of_moods`: the classifier of `mood_model` instead."""

    def __init__(
        self, settings: Settings, *, preparation: Preparation | None = None, of_moods: bool = False
    ) -> None:
        self._settings = settings
        self._wanted = (settings.mood_model or WORDS) if of_moods else settings.model
        self._of_moods = of_moods
        self._preparation = preparation or Preparation()
        self._client: Client | None = None
        self._state = State(stage="off" if self._wanted == WORDS else "starting")
        self._lock = threading.Lock()
        self._told = 0.0
        self._stopping = False
        self._rest = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> State:
        """Where it stands now."""
        return self._state

    @property
    def name(self) -> str:
        """What is at work now."""
        client = self._client
        return client.name if client else WORDS

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has; 0 while words alone are at work."""
        client = self._client
        return client.dimensions if client else 0

    def encode(self, texts: Sequence[str], kind: Kind, deadline_s: float) -> list[list[float]] | None:
        """Return a vector of length 1 for each text; None where they are not there after so many seconds."""
        client = self._client
        return client.encode(texts, kind, deadline_s) if client else None

    def start(self) -> None:
        """Begin to prepare and run the model in the background, unless the settings want none."""
        if self._wanted != WORDS:
            self._thread = threading.Thread(target=self._prepare, name="models", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End preparation and model."""
        with self._lock:
            self._stopping = True
        self._preparation.stop()
        if self._thread is not None:
            self._thread.join()
        if self._client is not None:
            self._client.stop()

    def wait(self, seconds: float) -> None:
        """Rest a little while it is prepared."""
        self._rest.wait(seconds)

    def ready(self, hello: Ready) -> None:
        """The process answers."""
        self._state = State(
            stage="ready",
            name=hello.name,
            share=1.0,
            dimensions=hello.dimensions,
            memory_mb=hello.memory_mb,
            restarts=self._state.restarts,
        )
        log.info("the model %s is at work: %d MB", hello.name, hello.memory_mb)

    def gone(self, pause_s: float) -> None:
        """The process ended by itself."""
        self._state = State(stage="restarting", restarts=self._state.restarts + 1)
        log.warning("the model process ended; the next one starts in %g s, until then words alone", pause_s)

    def refused(self, refusal: Refused) -> None:
        """The model cannot be used."""
        self._state = State(stage="refused", code=refusal.code, detail=dict(refusal.detail))
        log.error("the model cannot be used, words alone are at work: %s %s", refusal.code, refusal.detail)

    def _prepare(self) -> None:
        try:
            arguments = self._of_box() if self._wanted == BOX else self._of_own()
        except DeskError as refusal:
            if not self._stopping:
                self._state = State(stage="absent", code=refusal.code, detail=dict(refusal.detail))
                log.warning("no model, words alone are at work: %s", refusal)
            return
        self._enter("starting")
        command = [sys.executable, "-m", "server.models.child", *arguments]
        client = Client(lambda: Running(command, surroundings(**OFFLINE)), self)
        with self._lock:
            if not self._stopping:
                self._client = client
                client.start()

    def _of_box(self) -> list[str]:
        if missing():
            self._enter("installing")
            self._preparation.install(self._progress)
        self._enter("converting")
        return ["box", str(self._preparation.convert(self._settings.home_path, self._progress))]

    def _of_own(self) -> list[str]:
        if self._of_moods:
            return ["classifier", self._wanted, self._settings.mood_labels]
        return ["own", self._wanted]

    def _enter(self, stage: Stage) -> None:
        self._told = 0.0
        self._state = State(stage=stage)
        log.info("the model: %s", stage)

    def _progress(self, share: float) -> None:
        self._state = replace(self._state, share=share)
        if share >= self._told + STEP:
            self._told = share
            log.info("the model: %s %.0f %%", self._state.stage, 100 * share)
