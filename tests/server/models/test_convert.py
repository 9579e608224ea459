"""From the data file to a folder that transformers and ONNX Runtime read: checked sums, all or nothing, and the same vectors."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.base.errors import Invalid
from server.base.settings import surroundings
from server.models import datafile
from server.models.client import Client
from server.models.frames import Ready, Refused, floats
from server.models.prepare import DATA_SUM, OFFLINE, data_file
from server.models.process import Running
from server.models.sums import whole
from tests.server.models import reference, tiny

CONVERT = [sys.executable, "-m", "server.models.convert"]


class Quiet:
    """Hears and keeps silent."""

    def ready(self, hello: Ready) -> None:
        """It answers."""

    def gone(self, pause_s: float) -> None:
        """It ended."""

    def refused(self, refusal: Refused) -> None:
        """It cannot."""


def convert(source: Path, target: Path, total: str) -> subprocess.CompletedProcess[str]:
    """Convert in a program of its own: the tests' process never loads a model."""
    command = [*CONVERT, str(source), str(target), "e5", total]
    return subprocess.run(
        command, env=surroundings(**OFFLINE), capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    path = tmp_path_factory.mktemp("tiny") / "tiny.bin"
    return path, tiny.write(path)


@pytest.fixture(scope="module")
def folder(source: tuple[Path, str]) -> Path:
    """The tiny model, converted."""
    target = source[0].with_name("e5")
    told = convert(source[0], target, source[1])
    assert told.returncode == 0, told.stdout + told.stderr
    return target


def running(folder: Path) -> Running:
    """The process of a converted model."""
    return Running([sys.executable, "-m", "server.models.child", "box", str(folder)], surroundings(**OFFLINE))


@pytest.fixture(scope="module")
def model(folder: Path) -> Iterator[Running]:
    """The tiny model at work."""
    one = running(folder)
    hello = one.opening()
    assert isinstance(hello, Ready)
    assert (hello.name, hello.dimensions, hello.labels) == ("e5", tiny.HIDDEN, ())
    yield one
    one.close()


def test_the_data_file_tells_sizes_pieces_normaliser_and_tensors(source: tuple[Path, str]) -> None:
    file = datafile.opened(source[0])
    assert (file.sizes.hidden, file.sizes.layers, file.sizes.unk) == (tiny.HIDDEN, tiny.LAYERS, 3)
    assert [piece for piece, _ in file.pieces] == list(tiny.PIECES)
    assert file.normaliser == tiny.NORMALISER
    assert file.tensors["l1.fo.w"].count == tiny.HIDDEN * tiny.INNER


@pytest.mark.parametrize("cut", [3, 40, 200, 900])
def test_a_file_that_is_cut_off_is_refused(source: tuple[Path, str], tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.bin"
    path.write_bytes(source[0].read_bytes()[:cut])
    with pytest.raises(Invalid, match=r"models\.data_file"):
        datafile.opened(path)


def test_a_tensor_that_is_not_there_is_named(source: tuple[Path, str]) -> None:
    with pytest.raises(Invalid) as refused:
        datafile.opened(source[0]).raw("l9.q.w")
    assert refused.value.detail["reason"] == "no tensor l9.q.w"


def test_a_file_with_another_sum_is_not_converted(source: tuple[Path, str], tmp_path: Path) -> None:
    told = convert(source[0], tmp_path / "e5", "0" * 64)
    assert told.returncode == 1
    assert json.loads(told.stdout.splitlines()[-1])["code"] == "models.data_sum"
    assert not (tmp_path / "e5").exists()


def test_the_folder_is_whole_until_a_byte_of_it_changes(
    source: tuple[Path, str], folder: Path, tmp_path: Path
) -> None:
    assert whole(folder, source[1])
    assert not whole(folder, "0" * 64)
    copy = tmp_path / "copy"
    copy.mkdir()
    for one in folder.iterdir():
        (copy / one.name).write_bytes(one.read_bytes())
    assert whole(copy, source[1])
    (copy / "model.onnx").write_bytes(b"x" + (folder / "model.onnx").read_bytes()[1:])
    assert not whole(copy, source[1])


def test_what_a_killed_conversion_left_is_swept_away(source: tuple[Path, str], tmp_path: Path) -> None:
    left = tmp_path / "e5.making"
    left.mkdir()
    (left / "model.onnx").write_text("half")
    assert convert(source[0], tmp_path / "e5", source[1]).returncode == 0
    assert whole(tmp_path / "e5", source[1])
    assert not left.exists()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("parcel late", ["▁query", ":", "▁", "parcel", "▁late"]),
        ("快递到了～！", ["▁query", ":", "▁", "快递", "到", "了", "～", "!"]),
        ("parcel\x01 \t late", ["▁query", ":", "▁", "parcel", "▁late"]),
    ],
)
def test_the_graph_gives_what_the_mathematics_say(
    source: tuple[Path, str], model: Running, text: str, pieces: list[str]
) -> None:
    ids = [0, *[tiny.PIECES.index(piece) for piece in pieces], 2]
    expected = reference.encode(datafile.opened(source[0]), ids)
    (found,) = _encode(model, [text])
    assert sum(a * b for a, b in zip(found, expected, strict=True)) > 0.999
    assert sum(value * value for value in found) == pytest.approx(1, abs=1e-5)


def test_the_end_of_a_text_over_the_limit_counts(model: Running) -> None:
    long = "parcel " * 60
    ends = _encode(model, [long + "late", long + "快递", long + "late"])
    assert ends[0] == ends[2]
    assert ends[0] != ends[1]


def test_the_real_model_is_converted_and_knows_what_belongs_together(tmp_path: Path) -> None:
    told = convert(data_file(), tmp_path / "e5", DATA_SUM)
    assert told.returncode == 0, told.stdout + told.stderr
    client = Client(lambda: running(tmp_path / "e5"), Quiet())
    client.start()
    try:
        found = None
        while found is None:
            time.sleep(0.05)
            found = client.encode(["My parcel is late", "我的快递迟到了", "Two eggs, please"], "query", 20)
    finally:
        client.stop()
    late, chinese, eggs = found
    assert len(late) == 384
    assert _dot(late, chinese) > _dot(late, eggs) + 0.01


def _encode(model: Running, texts: list[str]) -> list[list[float]]:
    vectors = model.encode(texts, "query")
    assert vectors is not None
    return [floats(one) for one in vectors]


def _dot(left: list[float], right: list[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))
