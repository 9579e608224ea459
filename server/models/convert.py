"""`python -m server.models.convert SOURCE TARGET NAME`: the data file becomes a folder that transformers and ONNX Runtime can read.

Tells shares from 0 to 1, one a line. The folder appears as a whole or not at all; what a killed conversion left is swept away.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from server.base.errors import DeskError, Invalid
from server.models.datafile import Sizes, opened
from server.models.graph import encoder_graph
from server.models.sums import MADE, digest, sums
from server.models.tokenizer import tokenizer_json

Progress = Callable[[float], None]


def convert(source: Path, target: Path, *, name: str, sha256: str, progress: Progress) -> None:
    """Make `target` from the data file. Raises Invalid where the file is not the one that is expected."""
    found = digest(source)
    if found != sha256:
        raise Invalid("models.data_sum", expected=sha256[:12], found=found[:12])
    progress(0.1)
    making = target.with_name(target.name + ".making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    file = opened(source)
    (making / "config.json").write_text(_json(_config(file.sizes, name)))
    (making / "tokenizer_config.json").write_text(_json(_tokenizer_config(file.sizes)))
    (making / "tokenizer.json").write_text(tokenizer_json(file), "utf-8")
    progress(0.4)
    (making / "model.onnx").write_bytes(encoder_graph(file, lambda share: progress(0.4 + share / 2)))
    (making / MADE).write_text(_json({"name": name, "source": found, "sums": sums(making)}))
    shutil.rmtree(target, ignore_errors=True)
    making.replace(target)
    progress(1.0)


def _config(sizes: Sizes, name: str) -> dict[str, Any]:
    return {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "name": name,
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.inner,
        "vocab_size": sizes.vocabulary,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": sizes.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": sizes.pad,
    }


def _tokenizer_config(sizes: Sizes) -> dict[str, Any]:
    marks = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": sizes.positions,
        "clean_up_tokenization_spaces": False,
        **marks,
    }


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def main(source: str, target: str, name: str, sha256: str) -> int:
    """Convert; on a refusal the last line is its code and what fills it, as JSON."""
    try:
        convert(Path(source), Path(target), name=name, sha256=sha256, progress=_tell)
    except DeskError as refusal:
        sys.stdout.write(json.dumps({"code": refusal.code, "detail": refusal.detail}) + "\n")
        return 1
    return 0


def _tell(share: float) -> None:
    sys.stdout.write(f"{share:.2f}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
