"""Where torch is installed: models of one's own load and answer, and the box agrees with torch. Elsewhere nothing is here to run."""

from __future__ import annotations

import importlib.util
from array import array
from pathlib import Path

from server.models.own import examined
from tests.server.models import tiny

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "late", "parcel", "thanks"]
TORCH = importlib.util.find_spec("torch") is not None


def _floats(packed: bytes) -> list[float]:
    return array("f", packed).tolist()


def _saved(folder: Path, *, classifies: bool) -> Path:
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizer  # noqa: PLC0415

    names = {0: "LABEL_0", 1: "LABEL_1"}
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    config = BertConfig(vocab_size=len(WORDS), max_position_embeddings=16, id2label=names, **sizes)
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    (BertForSequenceClassification(config) if classifies else BertModel(config)).save_pretrained(folder)
    return folder


if TORCH:
    from server.models import convert
    from server.models.engine import Box
    from server.models.torch_engine import TorchEngine
    from tests.server.models.torch_reference import vector

    def test_an_encoder_of_ones_own_gives_vectors_of_length_one(tmp_path: Path) -> None:
        engine = TorchEngine(examined(_saved(tmp_path / "a", classifies=False), "house"))
        assert (engine.name, engine.dimensions, engine.labels) == ("house", 32, ())
        short, long = map(_floats, engine.encode(["late parcel", "late parcel " * 40], "query"))
        assert abs(sum(x * x for x in short) - 1) < 1e-5
        assert abs(sum(x * x for x in long) - 1) < 1e-5

    def test_a_classifier_of_ones_own_gives_probabilities_in_our_order(tmp_path: Path) -> None:
        said = "LABEL_0=positive,LABEL_1=negative"
        folder = _saved(tmp_path / "a", classifies=True)
        engine = TorchEngine(examined(folder, "house", classifier=True, labels=said))
        (found,) = map(_floats, engine.encode(["thanks"], "query"))
        assert abs(sum(found) - 1) < 1e-5
        assert found[1] == 0

    def test_the_graph_agrees_with_torch(tmp_path: Path) -> None:
        source = tmp_path / "tiny.bin"
        total = tiny.write(source)
        convert.convert(source, tmp_path / "e5", name="e5", sha256=total, progress=lambda share: None)
        box = Box(tmp_path / "e5")
        (found,) = map(_floats, box.encode(["parcel late"], "query"))
        ids = [0, *box.pieces("query: parcel late"), 2]
        expected = vector(source, tmp_path / "e5", ids)
        assert sum(a * b for a, b in zip(found, expected, strict=True)) >= 0.999
