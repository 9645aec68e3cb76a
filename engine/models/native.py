"""llama.cpp's low-level interface as a few calls: tokens, passes, scores, adapters. The only importer of llama_cpp."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.models.kinds import ChatMessage, Stop
from engine.models.stop_flag import StopFlag

# GNU OpenMP's threads wait by spinning. With both cores busy elsewhere, SmolLM2-135M wrote 8 tokens/s at its default,
# 26 at 1000 spins; idle 93 and 95; read when the library is loaded.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
import llama_cpp.llama_cpp as cpp

BATCH_TOKENS = 512
DONE, NO_ROOM, ABORTED = 0, 1, 2

Scores = NDArray[np.float32]


class Refused(Exception):
    """llama.cpp does not take this model or adapter."""


class Read(NamedTuple):
    """One token to be read: its place in its sequence, and whether the scores after it are wanted."""

    token: int
    position: int
    sequence: int
    scored: bool


class Native:
    """One model with one context of `sequences` sequences that share its room. Raises Refused, MemoryError."""

    def __init__(
        self, path: Path, context_tokens: int, sequences: int, threads: int, flash_attention: bool | None
    ) -> None:
        self._stopping = StopFlag()
        self._model = cpp.llama_model_load_from_file(os.fsencode(path), cpp.llama_model_default_params())
        if not self._model:
            raise Refused
        if not cpp.llama_model_has_decoder(self._model):
            cpp.llama_model_free(self._model)
            raise Refused
        settings = cpp.llama_context_default_params()
        settings.n_ctx = min(cpp.llama_model_n_ctx_train(self._model), context_tokens)
        settings.n_batch = settings.n_ubatch = BATCH_TOKENS
        settings.n_seq_max, settings.kv_unified = sequences, True
        settings.n_threads = settings.n_threads_batch = threads
        settings.flash_attn_type = cpp.LLAMA_FLASH_ATTN_TYPE_AUTO if flash_attention is None else flash_attention
        settings.abort_callback = ctypes.cast(self._stopping.function, cpp.ggml_abort_callback)
        settings.abort_callback_data = self._stopping.address
        self._context = cpp.llama_init_from_model(self._model, settings)
        if not self._context:
            cpp.llama_model_free(self._model)
            raise MemoryError
        self._memory = cpp.llama_get_memory(self._context)
        self._batch = cpp.llama_batch_init(BATCH_TOKENS, 0, 1)
        self._vocabulary = cpp.llama_model_get_vocab(self._model)
        self.context_tokens = int(cpp.llama_n_ctx(self._context))
        self.batch_tokens = int(cpp.llama_n_batch(self._context))  # a small context makes it smaller
        self.words = int(cpp.llama_vocab_n_tokens(self._vocabulary))
        self.begin = int(cpp.llama_vocab_bos(self._vocabulary))
        self.end = int(cpp.llama_vocab_eos(self._vocabulary))
        turn = int(cpp.llama_vocab_eot(self._vocabulary))
        self.end_of_turn = turn if turn >= 0 else self.end

    def close(self) -> None:
        """Give the memory back; the adapters go with the model."""
        if self._context:
            cpp.llama_batch_free(self._batch)
            cpp.llama_free(self._context)
            cpp.llama_model_free(self._model)
            self._context = None

    # -- reading ---------------------------------------------------------------------------------------------

    def decode(self, reads: Sequence[Read], stop: Stop) -> int:
        """One pass over at most `batch_tokens`: DONE, NO_ROOM, ABORTED by `stop`, or an error below 0."""
        batch = self._batch
        batch.n_tokens = len(reads)
        for at, read in enumerate(reads):
            batch.token[at] = read.token
            batch.pos[at] = read.position
            batch.n_seq_id[at] = 1
            batch.seq_id[at][0] = read.sequence
            batch.logits[at] = read.scored
        with self._stopping.watching(stop) if len(reads) > 1 else nullcontext():  # one token is over at once
            return int(cpp.llama_decode(self._context, batch))

    def scores(self, row: int) -> Scores:
        """After the token at `row` of the last pass; valid until the next."""
        pointer = cpp.llama_get_logits_ith(self._context, row)
        scores: Scores = np.ctypeslib.as_array(pointer, (self.words,))
        return scores

    def cut(self, sequence: int, length: int) -> bool:
        """Keep the first `length` tokens of a sequence. False where the model cannot be cut there."""
        return bool(cpp.llama_memory_seq_rm(self._memory, sequence, length, -1))

    def clear(self) -> None:
        """Forget all sequences."""
        cpp.llama_memory_clear(self._memory, True)

    # -- tokens ----------------------------------------------------------------------------------------------

    def tokens(self, text: str, special: bool, begin: bool) -> list[int]:
        """`special`: control tokens written in the text count as such. `begin`: with the one that begins a text."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        buffer = (cpp.llama_token * room)()
        found = cpp.llama_tokenize(self._vocabulary, data, len(data), buffer, room, begin, special)
        return list(buffer[: max(0, found)])

    def piece(self, token: int, special: bool) -> bytes:
        """The token's bytes; those of a control token only where `special`."""
        if token < 0:
            return b""
        buffer = ctypes.create_string_buffer(256)
        length = cpp.llama_token_to_piece(self._vocabulary, token, buffer, 256, 0, special)
        if length < 0:
            buffer = ctypes.create_string_buffer(-length)
            length = cpp.llama_token_to_piece(self._vocabulary, token, buffer, -length, 0, special)
        return buffer.raw[:length]

    def is_control(self, token: int) -> bool:
        return bool(cpp.llama_vocab_is_control(self._vocabulary, token))

    def is_end(self, token: int) -> bool:
        """Whether the token ends what is written."""
        return bool(cpp.llama_vocab_is_eog(self._vocabulary, token))

    # -- adapters --------------------------------------------------------------------------------------------

    def load_adapter(self, path: Path) -> object:
        """An adapter for `use_adapters`. Raises Refused."""
        adapter = cpp.llama_adapter_lora_init(self._model, os.fsencode(path))
        if not adapter:  # a NULL that is not None; used, it would end the process at the first token
            raise Refused
        return adapter

    def use_adapters(self, adapters: Sequence[tuple[object, float]]) -> None:
        """In place of those in use. Raises Refused."""
        pointers = (cpp.llama_adapter_lora_p_ctypes * len(adapters))(*(adapter for adapter, _ in adapters))
        strengths = (ctypes.c_float * len(adapters))(*(strength for _, strength in adapters))
        if cpp.llama_set_adapters_lora(self._context, pointers, len(adapters), strengths) != 0:
            raise Refused


def fixed_form(template: str, messages: Sequence[ChatMessage], generation: bool) -> str | None:
    """llama.cpp's own rendering of the templates it knows; None for others."""
    parts = [(message.role.encode(), message.content.encode("utf-8", "replace")) for message in messages]
    chat = (cpp.llama_chat_message * len(parts))(*(cpp.llama_chat_message(*part) for part in parts))
    room = 2 * sum(len(role) + len(content) for role, content in parts) + 1024
    buffer = ctypes.create_string_buffer(room)
    length = cpp.llama_chat_apply_template(template.encode(), chat, len(parts), generation, buffer, room)
    return buffer.raw[:length].decode("utf-8", "replace") if 0 < length <= room else None


# llama.cpp talks on standard error; what matters comes back as results.
_silence = cpp.llama_log_callback(lambda level, text, data: None)
cpp.llama_log_set(_silence, None)
cpp.llama_backend_init()
