"""Text to vector, in the child: all-MiniLM-L6-v2 on onnxruntime, the mean of its words' vectors."""

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

_MOST_TOKENS = 128  # what the model was trained with; longer texts are cut off
Vector = NDArray[np.float32]


class Encoder:
    """One text at a time: padding would make every question as slow as the longest one."""

    def __init__(self, model: bytes, tokenizer: bytes) -> None:
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # an arena keeps what the longest text needed
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_buffer(tokenizer)
        self._tokenizer.no_padding()  # the file asks for 128, always
        self._tokenizer.enable_truncation(_MOST_TOKENS)

    def vector(self, text: str) -> Vector:
        """Of length 1."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        words = self._session.run(
            ["last_hidden_state"],
            {
                "input_ids": ids,
                "attention_mask": np.ones_like(ids),
                "token_type_ids": np.zeros_like(ids),
            },
        )[0]
        mean: Vector = np.asarray(words, dtype=np.float32)[0].mean(axis=0)
        return mean / max(float(np.linalg.norm(mean)), 1e-9)
