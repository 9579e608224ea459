"""A model of one's own: each trap is refused from its files alone, in both languages, before anything is loaded."""

from __future__ import annotations

import importlib.util
import json
import struct
import sys
from pathlib import Path
from typing import Any

import pytest

from server.base.errors import DeskError, Unavailable
from server.base.i18n import error_text
from server.base.settings import Settings, surroundings
from server.models import own
from server.models.feelings import Feelings
from server.models.frames import Refused
from server.models.models import Models
from server.models.prepare import OFFLINE
from server.models.process import Running
from tests.server.models.test_models import settled

MOODS = {"0": "negative", "1": "neutral", "2": "positive"}


def model(folder: Path, keys: tuple[str, ...], **config: Any) -> Path:
    """Write a folder with a configuration and the head of a weights file."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "bert", **config}))
    head = json.dumps({key: {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]} for key in keys}).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(head)) + head)
    return folder


def classifier(folder: Path, names: dict[str, str], *keys: str) -> Path:
    """Write a classifier."""
    architectures = ["BertForSequenceClassification"]
    return model(folder, keys or ("bert.x", "classifier.weight"), architectures=architectures, id2label=names)


def refusal(folder: Path, **wanted: Any) -> str:
    """Return the code an examination refuses with; its words must be there in both languages."""
    with pytest.raises(DeskError) as refused:
        own.examined(folder, str(folder), **wanted)
    for language in ("en", "zh"):
        words = error_text(language, refused.value.code, refused.value.detail)
        assert words != error_text(language, "unknown", {})
        assert "{" not in words
    return refused.value.code


def test_a_wrong_folder_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(DeskError) as refused:
        own.located(str(tmp_path / "nowhere"))
    assert refused.value.code == "models.own_folder"


def test_a_bare_encoder_is_no_classifier(tmp_path: Path) -> None:
    bare = model(tmp_path / "a", ("encoder.x",), architectures=["BertModel"], id2label=MOODS)
    assert refusal(bare, classifier=True) == "models.own_head"
    headless = classifier(tmp_path / "b", MOODS, "bert.x", "bert.y")
    assert refusal(headless, classifier=True) == "models.own_head"
    assert own.examined(bare, "bare").labels == ()


def test_code_of_its_own_and_pickled_weights_are_not_run(tmp_path: Path) -> None:
    coded = model(tmp_path / "a", ("x",), auto_map={"AutoModel": "code.py"})
    assert refusal(coded) == "models.own_code"
    pickled = model(tmp_path / "b", ("x",))
    (pickled / "model.safetensors").rename(pickled / "pytorch_model.bin")
    assert refusal(pickled) == "models.own_weights"
    (pickled / "model.safetensors").write_bytes(b"short")
    assert refusal(pickled) == "models.own_weights"


def test_nameless_classes_want_a_map(tmp_path: Path) -> None:
    folder = classifier(tmp_path / "a", {"0": "LABEL_0", "1": "LABEL_1"})
    assert refusal(folder, classifier=True) == "models.own_nameless"
    said = "LABEL_0=negative, LABEL_1=positive"
    assert own.examined(folder, "a", classifier=True, labels=said).labels == (0, 2)
    assert refusal(folder, classifier=True, labels="LABEL_0=negative") == "models.own_labels"
    stars = classifier(tmp_path / "b", {"0": "1 star", "1": "5 stars"})
    assert refusal(stars, classifier=True) == "models.own_labels"


def test_classes_that_say_what_they_are_need_no_map(tmp_path: Path) -> None:
    names = {"1": "NEUTRAL", "0": "Negative", "2": "positive"}
    found = own.examined(classifier(tmp_path / "a", names), "a", classifier=True)
    assert found.labels == (0, 1, 2)


def test_the_process_refuses_with_the_same_words_and_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "server.models.child", "own", "example/not-on-this-machine"]
    running = Running(command, surroundings(**OFFLINE, HF_HOME=str(tmp_path)))
    opening = running.opening()
    running.close()
    assert isinstance(opening, Refused)
    assert opening.code == "models.own_not_here"


def test_a_desk_with_a_wrong_model_works_on_and_says_so(tmp_path: Path) -> None:
    one = Models(Settings(home=str(tmp_path), model=str(tmp_path / "nowhere")))
    one.start()
    settled(one, "refused")
    assert one.state.code == "models.own_folder"
    assert one.encode(["hello"], "query", 1) is None
    one.stop()


def test_a_desk_without_a_mood_model_has_none() -> None:
    one = Models(Settings(), of_moods=True)
    one.start()
    assert one.state.stage == "off"


def test_torch_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Unavailable, match=r"models\.own_torch"):
        own.need_torch()


class Claims:
    """A classifier that says the same of everything."""

    name, dimensions = "house", 3

    def __init__(self, *scores: float) -> None:
        self.scores = list(scores)

    def encode(self, texts: Any, kind: Any, deadline_s: float) -> list[list[float]] | None:
        """The same for each."""
        return [self.scores for _ in texts] if self.scores else None


def test_a_classifier_judges_before_the_encoder_and_the_words_where_it_is_late() -> None:
    feelings = Feelings(Models(Settings(model="words")), Claims(0.7, 0.2, 0.1))
    (found,) = feelings.judge(["You hung up on me"], 1)
    assert (found.label, found.engine, feelings.at_work) == ("negative", "house", "house")
    (unsure,) = Feelings(Models(Settings(model="words")), Claims(0.4, 0.35, 0.25)).judge(["So"], 1)
    assert unsure.label is None
    (late,) = Feelings(Models(Settings(model="words")), Claims()).judge(["You hung up on me"], 1)
    assert late.engine == "words"
