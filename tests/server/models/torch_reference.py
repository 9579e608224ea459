"""The encoder of a data file as transformers and torch compute it, for the tests that compare. Used where torch is installed."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import AutoConfig, BertModel

from server.models import datafile
from tests.server.models.reference import tensor

PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "aln": "attention.output.LayerNorm",
    "oln": "output.LayerNorm",
}
EMBEDDED = {"word": "word_embeddings", "pos": "position_embeddings", "type": "token_type_embeddings"}


def vector(source: Path, folder: Path, ids: list[int]) -> list[float]:
    """The mean of the last layer at length 1."""
    file = datafile.opened(source)
    model = BertModel(AutoConfig.from_pretrained(folder), add_pooling_layer=False).eval()
    weights = {f"embeddings.{to}.weight": _rows(file, f"emb.{name}") for name, to in EMBEDDED.items()}
    weights |= _affine(file, "emb.ln", "embeddings.LayerNorm")
    for layer in range(file.sizes.layers):
        for name, to in PARTS.items():
            weights |= _affine(file, f"l{layer}.{name}", f"encoder.layer.{layer}.{to}")
    model.load_state_dict(weights, strict=False)
    with torch.no_grad():
        given = torch.tensor([ids])
        mean = model(input_ids=given, attention_mask=torch.ones_like(given)).last_hidden_state[0].mean(0)
    found: list[float] = (mean / mean.norm()).tolist()
    return found


def _affine(file: datafile.DataFile, name: str, to: str) -> dict[str, torch.Tensor]:
    bias = _rows(file, f"{name}.b").flatten()
    weight = _rows(file, f"{name}.w")
    wide = file.tensors[f"{name}.w"].count // len(bias)
    return {f"{to}.weight": weight.reshape(-1, wide) if wide > 1 else weight.flatten(), f"{to}.bias": bias}


def _rows(file: datafile.DataFile, name: str) -> torch.Tensor:
    return torch.tensor(tensor(file, name, file.sizes.hidden))
