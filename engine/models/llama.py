"""A language model in llama.cpp, through its low-level interface. The only importer of llama_cpp."""

from __future__ import annotations

import codecs
import ctypes
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError, Stopped
from engine.models.chat_format import ChatFormat
from engine.models.gguf import UnusableGguf, mismatch, read_header
from engine.models.hardware import memory_bytes, physical_cores
from engine.models.kinds import ChatMessage, Stop, Written
from engine.models.stop_flag import StopFlag

# GNU OpenMP's threads wait by spinning. With both cores busy elsewhere, SmolLM2-135M wrote 8 tokens/s at its default,
# 26 at 1000 spins; idle 93 and 95; read when the library is loaded.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
import llama_cpp.llama_cpp as native

DEFAULT_CONTEXT_TOKENS = 4096
BATCH_TOKENS = 512
_SEQUENCE = 0
_ABORTED = 2

Scores = NDArray[np.float32]


class LlamaModel:
    """One GGUF, loaded. Keeps what it has read: the next prompt costs only what differs from the one before.

    Raises EngineError: model_missing, model_unusable (facts: path, reason), out_of_memory; adapter_missing,
    adapter_unusable. `threads` defaults to the physical cores; flash attention is left to llama.cpp unless told.
    """

    def __init__(
        self,
        path: Path,
        context_tokens: int = DEFAULT_CONTEXT_TOKENS,
        threads: int | None = None,
        flash_attention: bool | None = None,
    ) -> None:
        self.path = str(path)
        with _opening(self.path, "model"):
            self._header = read_header(path)
        if self._header.is_adapter or not self._header.architecture or not self._header.tensors:
            raise EngineError("model_unusable", path=self.path, reason="not_a_model")
        _check_memory(path)
        self.name = self._header.name or path.stem
        self._stopping = StopFlag()
        self._model = native.llama_model_load_from_file(os.fsencode(path), native.llama_model_default_params())
        if not self._model:
            raise EngineError("model_unusable", path=self.path, reason="refused")
        self._vocabulary = native.llama_model_get_vocab(self._model)
        self._words = native.llama_vocab_n_tokens(self._vocabulary)
        trained = native.llama_model_n_ctx_train(self._model)
        self._context = native.llama_init_from_model(
            self._model,
            self._settings(min(trained, context_tokens), threads or physical_cores(), flash_attention),
        )
        if not self._context:
            native.llama_model_free(self._model)
            raise EngineError("out_of_memory")
        self.context_tokens = int(native.llama_n_ctx(self._context))
        self._memory = native.llama_get_memory(self._context)
        self._batch = native.llama_batch_init(BATCH_TOKENS, 0, 1)
        self._cached: list[int] = []  # the tokens whose keys and values are in the context, in order
        self._adapters: dict[str, tuple[int, object]] = {}
        self._in_use: tuple[tuple[str, float], ...] = ()
        self._usage = Written(0, 0)
        self._format = ChatFormat(
            str(self._header.values.get("tokenizer.chat_template", "")),
            _fixed_form,
            self._special(native.llama_vocab_bos(self._vocabulary)),
            self._special(native.llama_vocab_eos(self._vocabulary)),
        )
        self._warm_up()

    def count(self, text: str) -> int:
        """Tokens of a plain text, without special tokens."""
        return len(self._tokens(text, special=False))

    def read(self, messages: Sequence[ChatMessage], stop: Stop) -> int:
        """Take the prompt into the cache, without the generation turn; its tokens."""
        prompt = self._prompt(messages, "", generation=False)
        self._reach(prompt, stop)
        return len(prompt)

    def choose(self, messages: Sequence[ChatMessage], options: Sequence[str], stop: Stop) -> list[float]:
        """Log-probability of each option as the beginning of the assistant's turn, normalised over the options."""
        prompt = self._prompt(messages, "", generation=True)
        first = _log_softmax(self._reach(prompt, stop))
        totals = []
        for tokens in self._told_apart(options):
            total = float(first[tokens[0]])
            if len(tokens) > 1:
                rows = self._advance(tokens[:-1], stop, every=True)
                total += sum(float(_log_softmax(row)[token]) for row, token in zip(rows, tokens[1:], strict=True))
                self._cut(len(prompt))
            totals.append(total)
        scores = np.array(totals, dtype=np.float64)
        return [float(score) for score in scores - scores.max() - np.log(np.exp(scores - scores.max()).sum())]

    def write(
        self, messages: Sequence[ChatMessage], max_tokens: int, stop: Stop, begin: str = "", stop_at: Sequence[str] = ()
    ) -> Iterator[str]:
        """Greedy pieces of the assistant's turn, whole characters each; ends before any of `stop_at`."""
        prompt = self._prompt(messages, begin, generation=True)
        self._usage = Written(len(prompt), 0)
        scores = self._reach(prompt, stop)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        held = ""
        for written in range(1, min(max_tokens, self.context_tokens - len(prompt)) + 1):
            token = int(scores.argmax())
            if native.llama_vocab_is_eog(self._vocabulary, token):
                break
            self._usage = Written(len(prompt), written)
            held += decoder.decode(self._bytes(token, special=False))
            end = min((at for mark in stop_at if (at := held.find(mark)) >= 0), default=-1)
            if end >= 0:
                held = held[:end]
                break
            ready = len(held) - _beginning_of(stop_at, held)
            if ready:
                yield held[:ready]
                held = held[ready:]
            if stop():
                raise Stopped
            scores = self._advance([token], stop)[-1]
        if held:
            yield held

    def usage(self) -> Written:
        """Of the last `write`."""
        return self._usage

    def use_adapters(self, adapters: Sequence[tuple[Path, float]]) -> None:
        """Put these LoRA adapters, with their strengths, in place of those in use; what was read is read again."""
        wanted = tuple((str(path), strength) for path, strength in adapters)
        if wanted == self._in_use:
            return
        loaded = [self._adapter(path) for path, _ in adapters]
        pointers = (native.llama_adapter_lora_p_ctypes * len(loaded))(*loaded)
        strengths = (ctypes.c_float * len(loaded))(*(strength for _, strength in adapters))
        if native.llama_set_adapters_lora(self._context, pointers, len(loaded), strengths) != 0:
            raise EngineError("adapter_unusable", path=wanted[0][0] if wanted else "", reason="refused")
        self._in_use = wanted
        self._cut(0)

    def close(self) -> None:
        """Give the memory back. The adapters go with the model."""
        if self._context:
            native.llama_batch_free(self._batch)
            native.llama_free(self._context)
            native.llama_model_free(self._model)
            self._context = None

    # -- loading ---------------------------------------------------------------------------------------------

    def _settings(self, context_tokens: int, threads: int, flash_attention: bool | None) -> native.llama_context_params:
        settings = native.llama_context_default_params()
        settings.n_ctx = context_tokens
        settings.n_batch = settings.n_ubatch = BATCH_TOKENS
        settings.n_threads = settings.n_threads_batch = threads
        settings.flash_attn_type = native.LLAMA_FLASH_ATTN_TYPE_AUTO if flash_attention is None else flash_attention
        settings.abort_callback = ctypes.cast(self._stopping.function, native.ggml_abort_callback)
        settings.abort_callback_data = self._stopping.address
        return settings

    def _warm_up(self) -> None:
        """One token, so that a file which breaks llama.cpp does so while it is being loaded."""
        with _opening(self.path, "model"):
            if not native.llama_model_has_decoder(self._model):
                raise UnusableGguf("not_a_model")
            self._advance([max(0, native.llama_vocab_bos(self._vocabulary))], lambda: False)
            self._cut(0)

    def _adapter(self, path: Path) -> object:
        with _opening(str(path), "adapter"):
            changed = path.stat().st_mtime_ns
            known = self._adapters.get(str(path))
            if known and known[0] == changed:
                return known[1]
            header = read_header(path)
            if not header.is_adapter:
                raise UnusableGguf("not_an_adapter")
            if reason := mismatch(self._header, header):
                raise UnusableGguf(reason)
            adapter = native.llama_adapter_lora_init(self._model, os.fsencode(path))
            if not adapter:  # a NULL that is not None
                raise UnusableGguf("refused")
            self._adapters[str(path)] = changed, adapter
            return adapter

    # -- reading ---------------------------------------------------------------------------------------------

    def _reach(self, prompt: Sequence[int], stop: Stop) -> Scores:
        """Bring the context to exactly this prompt, keeping the longest beginning it shares; the scores after it."""
        if len(prompt) >= self.context_tokens:
            raise EngineError("internal", where="prompt_too_long", tokens=len(prompt), limit=self.context_tokens)
        shared = 0
        for ours, theirs in zip(self._cached, prompt, strict=False):
            if ours != theirs:
                break
            shared += 1
        self._cut(min(shared, len(prompt) - 1))  # the last token is read again: its scores are wanted
        scores: Scores = self._advance(prompt[len(self._cached) :], stop)[-1]
        return scores

    def _advance(self, tokens: Sequence[int], stop: Stop, every: bool = False) -> Scores:
        """Read the tokens after those in the context; scores [1 or len(tokens), vocabulary], of the last or of each."""
        rows: list[Scores] = []
        for start in range(0, len(tokens), BATCH_TOKENS):
            if stop():
                raise Stopped
            part = tokens[start : start + BATCH_TOKENS]
            last = start + len(part) == len(tokens)
            self._fill(part, every, last)
            with self._stopping.watching(stop) if len(part) > 1 else nullcontext():  # one token is over at once
                result = native.llama_decode(self._context, self._batch)
            if result != 0:
                self._cut(len(self._cached))  # micro-batches that were finished stay behind
                if result == _ABORTED:
                    raise Stopped
                raise EngineError("model_unusable", path=self.path, reason="cannot_decode")
            self._cached.extend(part)
            wanted = range(len(part)) if every else range(len(part) - 1, len(part)) if last else range(0)
            for row in wanted:
                pointer = native.llama_get_logits_ith(self._context, row)
                rows.append(np.ctypeslib.as_array(pointer, (self._words,)).copy())
        stacked: Scores = np.stack(rows)
        return stacked

    def _fill(self, tokens: Sequence[int], every: bool, last: bool) -> None:
        batch, begin = self._batch, len(self._cached)
        batch.n_tokens = len(tokens)
        for at, token in enumerate(tokens):
            batch.token[at] = token
            batch.pos[at] = begin + at
            batch.n_seq_id[at] = 1
            batch.seq_id[at][0] = _SEQUENCE
            batch.logits[at] = every
        if last:
            batch.logits[len(tokens) - 1] = True

    def _cut(self, length: int) -> None:
        """Keep only the first `length` tokens of the context; a model that cannot be cut there forgets all."""
        if not native.llama_memory_seq_rm(self._memory, _SEQUENCE, length, -1):
            native.llama_memory_clear(self._memory, True)
            length = 0
        del self._cached[length:]

    # -- tokens ----------------------------------------------------------------------------------------------

    def _prompt(self, messages: Sequence[ChatMessage], begin: str, generation: bool) -> list[int]:
        inert = [ChatMessage(message.role, self._inert(message.content)) for message in messages]
        return self._tokens(self._format.render(inert, generation) + begin, special=True)

    def _inert(self, text: str) -> str:
        """The text with control tokens written in it broken up: a document must not end its own turn."""
        for _ in range(8):
            marks = {
                self._special(token)
                for token in self._tokens(text, special=True, begin_of_text=False)
                if native.llama_vocab_is_control(self._vocabulary, token)
            }
            if not marks:
                return text
            for mark in marks:
                text = text.replace(mark, mark[:1] + " " + mark[1:])
        raise EngineError("internal", where="control_tokens")

    def _tokens(self, text: str, special: bool, begin_of_text: bool = True) -> list[int]:
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        begin = special and begin_of_text and not self._starts_itself(text)
        buffer = (native.llama_token * room)()
        found = native.llama_tokenize(self._vocabulary, data, len(data), buffer, room, begin, special)
        return list(buffer[: max(0, found)])

    def _starts_itself(self, text: str) -> bool:
        mark = self._special(native.llama_vocab_bos(self._vocabulary))
        return bool(mark) and text.startswith(mark)

    def _told_apart(self, options: Sequence[str]) -> list[list[int]]:
        """Tokens of each option; where one is the beginning of another, the end of the turn is part of it."""
        plain = [self._tokens(option, special=False) for option in options]
        end = int(native.llama_vocab_eot(self._vocabulary))
        end = end if end >= 0 else int(native.llama_vocab_eos(self._vocabulary))

        def begins_another(tokens: list[int]) -> bool:
            return any(other[: len(tokens)] == tokens and len(other) > len(tokens) for other in plain)

        return [[*tokens, end] if begins_another(tokens) else tokens for tokens in plain]

    def _special(self, token: int) -> str:
        return self._bytes(token, special=True).decode("utf-8", "replace") if token >= 0 else ""

    def _bytes(self, token: int, special: bool) -> bytes:
        buffer = ctypes.create_string_buffer(256)
        length = native.llama_token_to_piece(self._vocabulary, token, buffer, 256, 0, special)
        if length < 0:
            buffer = ctypes.create_string_buffer(-length)
            length = native.llama_token_to_piece(self._vocabulary, token, buffer, -length, 0, special)
        return buffer.raw[:length]


# llama.cpp talks on standard error; what matters comes back as results.
_silence = native.llama_log_callback(lambda level, text, data: None)
native.llama_log_set(_silence, None)
native.llama_backend_init()


@contextmanager
def _opening(path: str, kind: str) -> Iterator[None]:
    """What can go wrong with a file of ours, as codes. `kind` is model or adapter."""
    try:
        yield
    except UnusableGguf as error:
        raise EngineError(f"{kind}_unusable", path=path, reason=error.reason) from error
    except MemoryError as error:
        raise EngineError("out_of_memory") from error
    except OSError as error:
        raise EngineError(f"{kind}_missing", path=path) from error


def _check_memory(path: Path) -> None:
    if path.stat().st_size > 0.9 * memory_bytes():
        raise EngineError("out_of_memory", path=str(path), bytes=path.stat().st_size, limit_bytes=memory_bytes())


def _fixed_form(template: str, messages: Sequence[ChatMessage], generation: bool) -> str | None:
    parts = [(message.role.encode(), message.content.encode("utf-8", "replace")) for message in messages]
    chat = (native.llama_chat_message * len(parts))(*(native.llama_chat_message(*part) for part in parts))
    room = 2 * sum(len(role) + len(content) for role, content in parts) + 1024
    buffer = ctypes.create_string_buffer(room)
    length = native.llama_chat_apply_template(template.encode(), chat, len(parts), generation, buffer, room)
    return buffer.raw[:length].decode("utf-8", "replace") if 0 < length <= room else None


def _log_softmax(scores: Scores) -> Scores:
    row = scores.reshape(-1).astype(np.float64)
    row -= row.max()
    normalised: Scores = (row - np.log(np.exp(row).sum())).astype(np.float32)
    return normalised


def _beginning_of(marks: Sequence[str], text: str) -> int:
    """How many of the last characters may be the beginning of a mark."""
    longest = max((len(mark) for mark in marks), default=1) - 1
    for length in range(min(longest, len(text)), 0, -1):
        if any(mark.startswith(text[-length:]) for mark in marks):
            return length
    return 0
