"""The encoder of the box at work: words cut by transformers, the graph run by ONNX Runtime. Lives in the child process only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from transformers import AutoConfig, PreTrainedTokenizerFast

from server.models.encoder import Kind
from server.models.windows import windows


class Box:
    """The converted model in `folder`. One thread; one text at a time, since padding costs more than a batch saves."""

    labels: tuple[str, ...] = ()

    def __init__(self, folder: Path) -> None:
        config = AutoConfig.from_pretrained(folder, local_files_only=True)
        self.name = str(config.name)
        self.dimensions = int(config.hidden_size)
        self._cut = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
        self._room = int(config.max_position_embeddings) - 2
        self._prefixes: dict[Kind, str] = {"query": "query: ", "passage": "passage: "}
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        graph = str(folder / "model.onnx")
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def encode(self, texts: Sequence[str], kind: Kind) -> list[bytes]:
        """A vector of length 1 for each text; of a long one the mean of its windows, each by its length."""
        return [self._one(text.strip(), self._prefixes[kind]) for text in texts]

    def pieces(self, text: str) -> list[int]:
        """The numbers of a text's pieces, without beginning and end."""
        return list(self._cut.encode(text, add_special_tokens=False))

    def _one(self, text: str, prefix: str) -> bytes:
        whole = self.pieces(prefix + text)
        if len(whole) <= self._room:
            return bytes(self._vector(whole).tobytes())
        head = self.pieces(prefix.strip())
        parts = windows(whole[len(head) :], self._room - len(head))
        total = sum(self._vector([*head, *part]) * len(part) for part in parts)
        return bytes((total / np.linalg.norm(total)).astype(np.float32).tobytes())

    def _vector(self, pieces: Sequence[int]) -> Any:
        ids = np.array([[self._cut.bos_token_id, *pieces, self._cut.eos_token_id]], np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        return self._session.run(None, given)[0][0]
