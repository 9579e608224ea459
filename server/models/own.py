"""Examines a model that the desk brought along, from its files alone: every trap is refused here, in words, before anything is loaded."""

from __future__ import annotations

import importlib.util
import json
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sentiment.mood import LABELS
from server.base.errors import Invalid, Unavailable

CLASSIFIER = "ForSequenceClassification"
HEADS = ("classifier", "score", "classification_head")
"""How the weights of a head begin; a folder without any would be given a random one."""
_NAMELESS = re.compile(r"LABEL_\d+")


@dataclass(frozen=True, slots=True)
class Own:
    """A folder that can be loaded. `labels`: for each output of a classifier the place of its mood; empty for an encoder."""

    folder: Path
    name: str
    labels: tuple[int, ...] = ()


def located(where: str) -> Path:
    """The folder of a path, or of a transformers id that was fetched before; nothing is ever fetched now. Raises Invalid."""
    folder = Path(where)
    if folder.is_absolute() or where.startswith(".") or folder.exists():
        if not (folder / "config.json").is_file():
            raise Invalid("models.own_folder", path=where)
        return folder
    from huggingface_hub import snapshot_download  # noqa: PLC0415  heavy, and only where an id is given
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(where, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as fault:
        raise Invalid("models.own_not_here", id=where) from fault


def examined(folder: Path, name: str, *, classifier: bool = False, labels: str = "") -> Own:
    """What may be loaded from the folder. Raises Invalid naming what is wrong with it."""
    config = _config(folder)
    if "auto_map" in config:
        raise Invalid("models.own_code", path=name)
    keys = _keys(folder, name)
    if not classifier:
        return Own(folder, name)
    made_for = any(one.endswith(CLASSIFIER) for one in config.get("architectures") or ())
    if not made_for or not any(part in HEADS for key in keys for part in key.split(".")):
        raise Invalid("models.own_head", path=name)
    return Own(folder, name, _places(_classes(config, keys), labels, name))


def need_torch() -> None:
    """Raise Unavailable where torch is not installed; it is found without being loaded."""
    if importlib.util.find_spec("torch") is None:
        raise Unavailable("models.own_torch")


def _config(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise Invalid("models.own_folder", path=str(folder)) from fault
    if not isinstance(found, dict):
        raise Invalid("models.own_folder", path=str(folder))
    return found


def _keys(folder: Path, name: str) -> dict[str, Any]:
    """The names of all weights with their shapes, from the heads of the safetensors files; pickled ones can run code."""
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise Invalid("models.own_weights", path=name)
    keys: dict[str, Any] = {}
    for path in files:
        try:
            with path.open("rb") as file:
                (size,) = struct.unpack("<Q", file.read(8))
                keys |= json.loads(file.read(min(size, path.stat().st_size)))
        except (struct.error, ValueError) as fault:
            raise Invalid("models.own_weights", path=name) from fault
    return keys


def _classes(config: Mapping[str, Any], keys: Mapping[str, Any]) -> list[str]:
    """What the outputs are called; a configuration that does not say calls them LABEL_0 and so on, as transformers does."""
    named = {int(number): str(label) for number, label in (config.get("id2label") or {}).items()}
    if named:
        return [named[number] for number in sorted(named)]
    biases = [key for key in keys if key.endswith(".bias") and set(key.split(".")) & set(HEADS)]
    count = keys[biases[-1]]["shape"][0] if biases else 2
    return [f"LABEL_{number}" for number in range(count)]


def _places(own: list[str], labels: str, name: str) -> tuple[int, ...]:
    """The place in LABELS of each output: by the map that was set, else by the model's own names where they say it."""
    pairs = (one.partition("=") for one in labels.split(",") if one.strip())
    said = {key.strip(): value.strip().lower() for key, _, value in pairs}
    moods = [said.get(label, label.lower()) for label in own]
    if len(own) < 2 or any(mood not in LABELS for mood in moods) or not {LABELS[0], LABELS[2]} <= set(moods):
        nameless = any(_NAMELESS.fullmatch(label) for label in own)
        code = "models.own_nameless" if nameless and not said else "models.own_labels"
        raise Invalid(code, path=name, labels=", ".join(own) or "-", expected=", ".join(LABELS))
    return tuple(LABELS.index(mood) for mood in moods)
