"""The model behind a desk: nothing waits for it, it is prepared in the background, and the desk says what is at work instead."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import pytest

from server.base.errors import Unavailable
from server.base.settings import Settings
from server.models import models, prepare
from server.models.models import Models
from server.models.prepare import Preparation
from tests.server.models import tiny


def settled(one: Models, *stages: str) -> str:
    """Wait until the model is in one of these stages and return which."""
    limit = time.monotonic() + 30
    while one.state.stage not in stages:
        assert time.monotonic() < limit, one.state
        time.sleep(0.01)
    return one.state.stage


@pytest.fixture
def tiny_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The tiny model stands where the package's data file would."""
    path = tmp_path / "tiny.bin"
    total = tiny.write(path)
    monkeypatch.setattr(prepare, "data_file", lambda: path)
    return total


def test_a_desk_set_to_words_starts_nothing() -> None:
    one = Models(Settings(model="words"))
    one.start()
    assert (one.state.stage, one.name, one.dimensions) == ("off", "words", 0)
    assert one.encode(["hello"], "query", 1) is None
    one.stop()


def test_the_model_is_converted_and_at_work_and_the_next_start_finds_it(
    tmp_path: Path, tiny_file: str
) -> None:
    settings = Settings(home=str(tmp_path / "home"))
    first = Models(settings, preparation=Preparation(expected=tiny_file))
    assert first.encode(["parcel"], "query", 1) is None
    first.start()
    settled(first, "ready")
    found = first.encode(["parcel late", "快递"], "passage", 10)
    first.stop()
    assert found is not None
    assert [len(one) for one in found] == [tiny.HIDDEN] * 2
    assert first.name == "words", "a stopped one no longer answers"
    made = (prepare.folder_of(tmp_path / "home") / "made.json").stat().st_mtime_ns
    second = Models(settings, preparation=Preparation(expected=tiny_file))
    second.start()
    settled(second, "ready")
    second.stop()
    assert (prepare.folder_of(tmp_path / "home") / "made.json").stat().st_mtime_ns == made


def test_a_damaged_folder_is_converted_again(tmp_path: Path, tiny_file: str) -> None:
    folder = Preparation(expected=tiny_file).convert(tmp_path, lambda share: None)
    (folder / "tokenizer.json").write_text("{}")
    shares: list[float] = []
    Preparation(expected=tiny_file).convert(tmp_path, shares.append)
    assert shares[-1] == 1.0
    assert (folder / "tokenizer.json").stat().st_size > 100


def test_another_data_file_is_refused_and_the_desk_says_why(tmp_path: Path, tiny_file: str) -> None:
    one = Models(Settings(home=str(tmp_path)), preparation=Preparation(expected="f" * 64))
    one.start()
    assert settled(one, "absent") == "absent"
    assert one.state.code == "models.data_sum"
    assert one.state.detail["found"] == tiny_file[:12]
    one.stop()


def test_a_desk_that_cannot_install_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "missing", lambda: ("onnxruntime",))
    monkeypatch.setattr(models, "missing", lambda: ("onnxruntime",))
    one = Models(Settings(home=str(tmp_path)), preparation=Preparation(starter=tmp_path / "run.py"))
    one.start()
    settled(one, "absent")
    assert (one.state.code, one.state.detail) == ("models.not_installed", {"missing": "onnxruntime"})
    one.stop()


def test_an_installation_tells_how_far_it_is_and_what_went_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    starter = Path(sys.prefix) / "starter-of-a-test.py"
    starter.write_text("print('  1/4  numpy 2')\nprint('  3/4  onnxruntime 1')\nprint('no room left')\n")
    monkeypatch.setattr(prepare, "missing", lambda: ("onnxruntime",))
    monkeypatch.setattr(Path, "is_relative_to", lambda *_: True)
    shares: list[float] = []
    try:
        with pytest.raises(Unavailable) as failed:
            Preparation(starter=starter).install(shares.append)
    finally:
        starter.unlink()
    assert shares == pytest.approx([0.2, 0.6])
    assert failed.value.code == "models.install_failed"
    assert str(failed.value.detail["said"]).endswith("no room left")


def test_a_stop_ends_an_installation_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starter = tmp_path / "run.py"
    starter.write_text("import time\nprint(' 1/2 numpy 2', flush=True)\ntime.sleep(60)\n")
    monkeypatch.setattr(prepare, "missing", lambda: ("onnxruntime",))
    monkeypatch.setattr(models, "missing", lambda: ("onnxruntime",))
    monkeypatch.setattr(Path, "is_relative_to", lambda *_: True)
    one = Models(Settings(home=str(tmp_path / "home")), preparation=Preparation(starter=starter))
    one.start()
    settled(one, "installing")
    begun = time.monotonic()
    one.stop()
    assert time.monotonic() - begun < 10
    assert one.state.stage == "installing", "the next start goes on; this is no failure"
    shutil.rmtree(tmp_path / "home", ignore_errors=True)


def test_packages_are_found_without_loading_them() -> None:
    assert prepare.missing(("json", "no_such_package_here")) == ("no_such_package_here",)
    assert "onnxruntime" not in sys.modules
