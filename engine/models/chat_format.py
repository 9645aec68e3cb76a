"""Chat messages as the text a model expects: llama.cpp's fixed forms, else its sandboxed template, else ChatML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.models.kinds import ChatMessage

MAX_TEMPLATE_CHARACTERS = 64_000
MAX_PRODUCT = 1_000_000

FixedForm = Callable[[str, Sequence[ChatMessage], bool], str | None]
"""llama.cpp's own rendering of (template, messages, generation turn): None where it does not know the template."""

# Models that think aloud first are asked not to: an empty thought, as their own templates write it.
_EMPTY_THOUGHT = "<think>\n\n</think>\n\n"


class ChatFormat:
    """The chat template of one model. A template is code from a stranger: it is looked at before it is run."""

    def __init__(self, template: str, fixed_form: FixedForm, begin_of_text: str, end_of_text: str) -> None:
        self._template = template if len(template) <= MAX_TEMPLATE_CHARACTERS else ""
        self._fixed_form = fixed_form
        self._tokens = {"bos_token": begin_of_text, "eos_token": end_of_text}
        self._thinks = "enable_thinking" in self._template
        self._compiled: jinja2.Template | None = None

    def render(self, messages: Sequence[ChatMessage], generation: bool) -> str:
        """The prompt; with `generation` it ends where the assistant's turn begins."""
        text = None
        if self._template:
            text = self._fixed_form(self._template, messages, generation) or self._rendered(messages, generation)
        if text is None:
            text = _chatml(messages, generation)
        thought = _EMPTY_THOUGHT if generation and self._thinks and not text.rstrip().endswith("</think>") else ""
        return text + thought

    def _rendered(self, messages: Sequence[ChatMessage], generation: bool) -> str | None:
        """The template's own text; None where it cannot be run."""
        for form in (messages, _without_system(messages)):
            try:
                if self._compiled is None:
                    self._compiled = _Sandbox(trim_blocks=True, lstrip_blocks=True).from_string(self._template)
                return self._compiled.render(
                    messages=[{"role": message.role, "content": message.content} for message in form],
                    add_generation_prompt=generation,
                    enable_thinking=False,
                    raise_exception=_refuse,
                    **self._tokens,
                )
            except (jinja2.TemplateError, SecurityError, TypeError, ValueError, OverflowError, RecursionError):
                continue
        return None


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which bounds `range` but not products."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        small = isinstance(left, int | float) and isinstance(right, int | float) and operator == "*"
        if not small or abs(left * right) > MAX_PRODUCT:
            raise SecurityError("product")
        return left * right


def _refuse(message: str = "") -> None:
    raise jinja2.TemplateError(message)


def _without_system(messages: Sequence[ChatMessage]) -> Sequence[ChatMessage]:
    """The system message put in front of the first user message, for templates that know no system role."""
    if not messages or messages[0].role != "system":
        return messages
    if len(messages) == 1:
        return [ChatMessage("user", messages[0].content)]
    merged = ChatMessage(messages[1].role, f"{messages[0].content}\n\n{messages[1].content}")
    return [merged, *messages[2:]]


def _chatml(messages: Sequence[ChatMessage], generation: bool) -> str:
    turns = "".join(f"<|im_start|>{message.role}\n{message.content}<|im_end|>\n" for message in messages)
    return turns + ("<|im_start|>assistant\n" if generation else "")
