"""A model of one's own at work, by transformers and torch. Lives in the child process only; loads nothing that was not examined."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

import torch
from transformers import AutoModel, AutoModelForSequenceClassification, AutoTokenizer

from sentiment.mood import LABELS
from server.base.errors import Invalid
from server.models.encoder import Kind
from server.models.own import Own
from server.models.windows import windows

LONGEST = 512


class TorchEngine:
    """An encoder (mean of the last layer, at length 1) or a classifier (probabilities in the order of the moods)."""

    def __init__(self, own: Own) -> None:
        torch.set_num_threads(1)
        self.name = own.name
        self.labels = LABELS if own.labels else ()
        self._places = own.labels
        kind: Any = AutoModelForSequenceClassification if own.labels else AutoModel
        options = {"local_files_only": True, "trust_remote_code": False}
        self._cut: Any = AutoTokenizer.from_pretrained(own.folder, **options)
        self._model, told = kind.from_pretrained(
            own.folder, use_safetensors=True, output_loading_info=True, **options
        )
        missing = [key for key in told["missing_keys"] if "position_ids" not in key and "pooler" not in key]
        if missing:
            raise Invalid("models.own_head", path=own.name)
        self._model.eval()
        self.dimensions = len(LABELS) if own.labels else int(self._model.config.hidden_size)
        most = int(getattr(self._model.config, "max_position_embeddings", LONGEST) or LONGEST)
        self._before, self._after = self._ends("a")
        # Some models count positions from two on, so two are kept free.
        self._room = min(most, LONGEST) - len(self._before) - len(self._after) - 2

    def encode(self, texts: Sequence[str], kind: Kind) -> list[bytes]:
        """Numbers for each text; of a long one the mean over its windows, each by its length."""
        return [self._one(text) for text in texts]

    def _one(self, text: str) -> bytes:
        parts = windows(self._cut.encode(text, add_special_tokens=False), self._room)
        found = [self._numbers(part) * max(1, len(part)) for part in parts]
        total = torch.stack(found).sum(0)
        numbers = total / (total.sum() if self._places else total.norm())
        return array("f", numbers.tolist()).tobytes()

    def _ends(self, probe: str) -> tuple[list[int], list[int]]:
        """What this tokenizer puts before and after every text."""
        bare = list(self._cut.encode(probe, add_special_tokens=False))
        whole = list(self._cut.encode(probe))
        at = next(n for n in range(len(whole)) if whole[n : n + len(bare)] == bare)
        return whole[:at], whole[at + len(bare) :]

    def _numbers(self, pieces: Sequence[int]) -> Any:
        ids = torch.tensor([[*self._before, *pieces, *self._after]])
        with torch.no_grad():
            told = self._model(input_ids=ids, attention_mask=torch.ones_like(ids))
        if not self._places:
            mean = told.last_hidden_state[0].mean(0)
            return mean / mean.norm()
        shares = torch.softmax(told.logits[0], 0)
        moods = torch.zeros(len(LABELS))
        for share, place in zip(shares, self._places, strict=True):
            moods[place] += share
        return moods
