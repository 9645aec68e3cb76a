"""A language model in llama.cpp: keeps what it has read, compares options and continuations, writes greedily."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from engine.errors import EngineError, Stopped
from engine.models.chat_format import ChatFormat
from engine.models.gguf import UnusableGguf, mismatch, read_header
from engine.models.hardware import memory_bytes, physical_cores
from engine.models.kinds import ChatMessage, Stop, Written
from engine.models.native import ABORTED, DONE, NO_ROOM, Native, Read, Refused, Scores, fixed_form
from engine.models.text_stream import TextStream

DEFAULT_CONTEXT_TOKENS = 4096
# Sequence 0 holds the prompt; the others hold texts whose continuations are compared, side by side.
SIDE_SEQUENCES = 8
MOST_BEGINNING = 0.5  # of the tokens of a pass
MOST_ENDING = 0.2
_PROMPT = 0
_MOST_OF_MEMORY = 0.9


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
                raise UnusableGguf("not_a_model")
            if path.stat().st_size > _MOST_OF_MEMORY * memory_bytes():
                raise MemoryError
            self._native = Native(
                path, context_tokens, 1 + SIDE_SEQUENCES, threads or physical_cores(), flash_attention
            )
        self.name = path.stem
        self.context_tokens = self._native.context_tokens
        self.parameters = sum(math.prod(shape) for shape in self._header.tensors.values())
        self._cached: list[int] = []  # the tokens of the prompt that are in the context, in order
        self._side: dict[int, tuple[int, ...]] = {}  # side sequence: the tokens it holds, all of a text but its last
        self._adapters: dict[str, tuple[int, object]] = {}
        self._in_use: tuple[tuple[str, float], ...] = ()
        self._usage = Written(0, 0)
        self._format = ChatFormat(
            str(self._header.values.get("tokenizer.chat_template", "")),
            fixed_form,
            self._special(self._native.begin),
            self._special(self._native.end),
        )
        # One token, so that a file which breaks llama.cpp does so while it is being loaded.
        self._advance([max(0, self._native.begin)], lambda: False)
        self._cut(0)

    def count(self, text: str) -> int:
        """Tokens of a plain text, without special tokens."""
        return len(self._native.tokens(text, special=False, begin=False))

    def read(self, messages: Sequence[ChatMessage], stop: Stop) -> int:
        """Take the prompt into the cache, without the generation turn; its tokens."""
        prompt = self._prompt(messages, "", generation=False)
        self._reach(prompt, stop)
        return len(prompt)

    def choose(self, messages: Sequence[ChatMessage], options: Sequence[str], stop: Stop) -> list[float]:
        """Log-probability of each option as the beginning of the assistant's turn, normalised over the options."""
        prompt = self._prompt(messages, "", generation=True)
        first = self._reach(prompt, stop).copy()
        totals = []
        for tokens in self._told_apart(options):
            total = _chance(first, tokens[0])
            totals.append(total + self._chances(tokens, stop) if len(tokens) > 1 else total)
        scores = np.array(totals, dtype=np.float64)
        return [float(score) for score in scores - scores.max() - np.log(np.exp(scores - scores.max()).sum())]

    def likelihood(self, texts: Sequence[str], continuation: str, stop: Stop) -> list[float]:
        """Log-probability of the continuation after each plain text. The texts stay read for a next time."""
        ending = self._native.tokens(continuation, special=False, begin=False)
        ending = ending[: int(MOST_ENDING * self._native.batch_tokens)]
        beginnings = [self._beginning(text) for text in texts]
        scores: list[float] = []
        for start in range(0, len(beginnings), SIDE_SEQUENCES):
            scores += self._likelihood(beginnings[start : start + SIDE_SEQUENCES], ending, stop)
        return scores

    def write(
        self, messages: Sequence[ChatMessage], max_tokens: int, stop: Stop, begin: str = "", stop_at: Sequence[str] = ()
    ) -> Iterator[str]:
        """Greedy pieces of the assistant's turn, whole characters each; ends before any of `stop_at`."""
        prompt = self._prompt(messages, begin, generation=True)
        self._usage = Written(len(prompt), 0)
        scores = self._reach(prompt, stop)
        stream = TextStream(stop_at)
        for written in range(1, min(max_tokens, self.context_tokens - len(prompt)) + 1):
            token = int(scores.argmax())
            if self._native.is_end(token):
                break
            self._usage = Written(len(prompt), written)
            if ready := stream.feed(self._native.piece(token, special=False)):
                yield ready
            if stream.is_over:
                return
            scores = self._advance([token], stop)
        if rest := stream.rest():
            yield rest

    def usage(self) -> Written:
        """Of the last `write`."""
        return self._usage

    def use_adapters(self, adapters: Sequence[tuple[Path, float]]) -> None:
        """Put these LoRA adapters, with their strengths, in place of those in use; what was read is read again."""
        wanted = tuple((str(path), strength) for path, strength in adapters)
        if wanted == self._in_use:
            return
        loaded = [(self._adapter(path), strength) for path, strength in adapters]
        with _opening(wanted[0][0] if wanted else "", "adapter"):
            self._native.use_adapters(loaded)
        self._in_use = wanted
        self._forget()

    def close(self) -> None:
        """Give the memory back. The adapters go with the model."""
        self._native.close()

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
            adapter = self._native.load_adapter(path)
            self._adapters[str(path)] = changed, adapter
            return adapter

    # -- the prompt ------------------------------------------------------------------------------------------

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
        return self._advance(prompt[len(self._cached) :], stop)

    def _advance(self, tokens: Sequence[int], stop: Stop) -> Scores:
        """Read the tokens after those of the prompt in the context; the scores after the last, until the next pass."""
        last = 0
        for start in range(0, len(tokens), self._native.batch_tokens):
            part = tokens[start : start + self._native.batch_tokens]
            begin, last = len(self._cached), len(part) - 1
            self._decode([Read(token, begin + at, _PROMPT, at == last) for at, token in enumerate(part)], stop)
            self._cached.extend(part)
        return self._native.scores(last)

    def _chances(self, tokens: Sequence[int], stop: Stop) -> float:
        """Log-probability of the tokens from the second on, after the prompt in the context, which stays as it is."""
        begin = len(self._cached)
        self._decode([Read(token, begin + at, _PROMPT, True) for at, token in enumerate(tokens[:-1])], stop)
        total = sum(_chance(self._native.scores(row), token) for row, token in enumerate(tokens[1:]))
        self._cut(begin)
        return total

    def _cut(self, length: int) -> None:
        """Keep only the first `length` tokens of the prompt; a model that cannot be cut there forgets all."""
        if self._native.cut(_PROMPT, length):
            del self._cached[length:]
        else:
            self._forget()

    def _forget(self) -> None:
        self._native.clear()
        self._cached.clear()
        self._side.clear()

    def _decode(self, reads: Sequence[Read], stop: Stop) -> None:
        """One pass. Where the room is used up by texts of the side, they go; nothing of a failed pass stays."""
        if stop():
            raise Stopped
        result = self._native.decode(reads, stop)
        if result == NO_ROOM:
            self._forget_side(keep={read.sequence for read in reads})
            result = self._native.decode(reads, stop)
        if result == DONE:
            return
        self._forget_side(keep=set())
        self._cut(len(self._cached))  # micro-batches that were finished stay behind
        if result == ABORTED:
            raise Stopped
        raise EngineError("model_unusable", path=self.path, reason="cannot_decode")

    # -- texts of the side -----------------------------------------------------------------------------------

    def _likelihood(self, beginnings: Sequence[tuple[int, ...]], ending: list[int], stop: Stop) -> list[float]:
        """Of up to SIDE_SEQUENCES texts, in as few passes as hold them."""
        slots = self._slots(beginnings)
        scores: list[float] = []
        reads: list[Read] = []
        for slot, beginning in zip(slots, beginnings, strict=True):
            known = len(self._side.get(slot, ()))
            tokens = [*beginning[known:], *ending[:-1]]
            if len(reads) + len(tokens) > self._native.batch_tokens:
                scores += self._finish(reads, slots[len(scores) :], beginnings[len(scores) :], ending, stop)
                reads = []
            first = len(beginning) - 1  # the scores after it are those of the ending's first token
            reads += [Read(token, at, slot, at >= first) for at, token in enumerate(tokens, start=known)]
        return scores + self._finish(reads, slots[len(scores) :], beginnings[len(scores) :], ending, stop)

    def _finish(
        self,
        reads: Sequence[Read],
        slots: Sequence[int],
        beginnings: Sequence[tuple[int, ...]],
        ending: Sequence[int],
        stop: Stop,
    ) -> list[float]:
        """Read what is gathered: the score of each text in it. Of each text all but the last token is kept."""
        self._decode(reads, stop)
        totals = dict.fromkeys((read.sequence for read in reads), 0.0)
        starts = {slot: len(beginning) - 1 for slot, beginning in zip(slots, beginnings, strict=True)}
        for row, read in enumerate(reads):
            if read.scored and ending:
                totals[read.sequence] += _chance(
                    self._native.scores(row), ending[read.position - starts[read.sequence]]
                )
        for slot, beginning in zip(slots, beginnings, strict=True):
            if slot not in totals:
                continue
            if self._native.cut(slot, len(beginning) - 1):
                self._side[slot] = beginning[:-1]
            else:
                self._native.cut(slot, 0)
        return list(totals.values())

    def _slots(self, beginnings: Sequence[tuple[int, ...]]) -> list[int]:
        """A side sequence for each text: the one that holds it already, else one that holds none of these."""
        holds = {tokens: slot for slot, tokens in self._side.items()}
        taken = {holds[tokens[:-1]] for tokens in beginnings if tokens[:-1] in holds}
        free = [slot for slot in range(1, 1 + SIDE_SEQUENCES) if slot not in taken]
        slots = []
        for tokens in beginnings:
            slot = holds.pop(tokens[:-1], None)
            if slot is None:
                slot = free.pop()
                self._native.cut(slot, 0)
                self._side.pop(slot, None)
            slots.append(slot)
        return slots

    def _forget_side(self, keep: set[int]) -> None:
        for slot in range(1, 1 + SIDE_SEQUENCES):
            if slot not in keep:
                self._native.cut(slot, 0)
                self._side.pop(slot, None)

    # -- tokens ----------------------------------------------------------------------------------------------

    def _prompt(self, messages: Sequence[ChatMessage], begin: str, generation: bool) -> list[int]:
        inert = [ChatMessage(message.role, self._inert(message.content)) for message in messages]
        text = self._format.render(inert, generation) + begin
        mark = self._special(self._native.begin)
        return self._native.tokens(text, special=True, begin=not mark or not text.startswith(mark))

    def _beginning(self, text: str) -> tuple[int, ...]:
        """At least one token: where there is no text, the one that ends a text."""
        tokens = self._native.tokens(text, special=False, begin=True)
        return tuple(tokens[: int(MOST_BEGINNING * self._native.batch_tokens)]) or (max(0, self._native.end),)

    def _inert(self, text: str) -> str:
        """The text with control tokens written in it broken up: a document must not end its own turn."""
        for _ in range(8):
            tokens = self._native.tokens(text, special=True, begin=False)
            marks = {self._special(token) for token in tokens if self._native.is_control(token)}
            if not marks:
                return text
            for mark in marks:
                text = text.replace(mark, mark[:1] + " " + mark[1:])
        raise EngineError("internal", where="control_tokens")

    def _told_apart(self, options: Sequence[str]) -> list[list[int]]:
        """Tokens of each option; where one is the beginning of another, the end of the turn is part of it."""
        plain = [self._native.tokens(option, special=False, begin=False) for option in options]

        def begins_another(tokens: list[int]) -> bool:
            return any(other[: len(tokens)] == tokens and len(other) > len(tokens) for other in plain)

        return [[*tokens, self._native.end_of_turn] if begins_another(tokens) else tokens for tokens in plain]

    def _special(self, token: int) -> str:
        return self._native.piece(token, special=True).decode("utf-8", "replace")


@contextmanager
def _opening(path: str, kind: str) -> Iterator[None]:
    """What can go wrong with a file of ours, as codes. `kind` is model or adapter."""
    try:
        yield
    except UnusableGguf as error:
        raise EngineError(f"{kind}_unusable", path=path, reason=error.reason) from error
    except Refused as error:
        raise EngineError(f"{kind}_unusable", path=path, reason="refused") from error
    except MemoryError as error:
        raise EngineError("out_of_memory", path=path) from error
    except OSError as error:
        raise EngineError(f"{kind}_missing", path=path) from error


def _chance(scores: Scores, token: int) -> float:
    """Log-probability of the token."""
    highest = scores.max()
    return float(scores[token] - highest - np.log(np.exp(scores - highest).sum()))
