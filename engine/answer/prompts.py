"""What the model is shown. One system text for all tasks, so that it is read once; then sentences, then the task."""

from __future__ import annotations

from collections.abc import Sequence

from engine.models.kinds import ChatMessage

SYSTEM = "You answer questions from numbered sentences of the user's documents. You use nothing else."
CHAT_SYSTEM = "You are a helpful assistant. You answer briefly and say so when you do not know."
NOT_ANSWERED = "Your documents do not answer this."

_WRITE = "Question: {question}\nAnswer the question in one short sentence, using only the sentences above."


def inviting_the_question(about: str, sentence: str) -> str:
    """A plain text after which the question is likely if the sentence answers it; `about` names where it stands."""
    return f"{about}. {sentence}\nQuestion:" if about else f"{sentence}\nQuestion:"


def writing(sentences: Sequence[str], question: str) -> list[ChatMessage]:
    """Asks for an answer in the model's own words from these sentences, counted from 1."""
    numbered = "\n".join(f"[{number}] {sentence}" for number, sentence in enumerate(sentences, start=1))
    return [
        ChatMessage("system", SYSTEM),
        ChatMessage("user", f"{numbered}\n\n{_WRITE.format(question=question)}"),
    ]


def chatting(turns: Sequence[tuple[str, str]], question: str) -> list[ChatMessage]:
    """Plain conversation without documents; `turns` are (question, answer), oldest first."""
    messages = [ChatMessage("system", CHAT_SYSTEM)]
    for asked, answered in turns:
        messages += [ChatMessage("user", asked), ChatMessage("assistant", answered)]
    return [*messages, ChatMessage("user", question)]
