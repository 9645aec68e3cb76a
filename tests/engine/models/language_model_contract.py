"""What every language model keeps, fake or real. Inherit and give the fixture `model`."""

import math
from pathlib import Path

import pytest

from engine.errors import EngineError, Stopped
from engine.models.kinds import ChatMessage, LanguageModel

ASKED = (
    ChatMessage("system", "You answer from the numbered sentences."),
    ChatMessage("user", "[1] The tower is old.\n[2] The harbour is deep.\n\nWhich says how deep the harbour is?"),
)


def never() -> bool:
    return False


def at_once() -> bool:
    return True


class LanguageModelContract:
    def test_it_says_what_it_is(self, model: LanguageModel) -> None:
        assert model.name
        assert Path(model.path).name.endswith(".gguf")
        assert model.context_tokens > 0

    def test_it_counts_more_tokens_in_a_longer_text(self, model: LanguageModel) -> None:
        assert model.count("") == 0
        assert 0 < model.count("the sea") < model.count("the sea and the harbour")

    def test_options_get_probabilities_that_add_up_to_one(self, model: LanguageModel) -> None:
        scores = model.choose(ASKED, ["1", "2", "12", "NONE"], never)
        assert len(scores) == 4
        assert all(score <= 0 for score in scores)
        assert sum(math.exp(score) for score in scores) == pytest.approx(1)

    def test_choosing_twice_gives_the_same(self, model: LanguageModel) -> None:
        first = model.choose(ASKED, ["1", "2", "NONE"], never)
        assert model.choose(ASKED, ["1", "2", "NONE"], never) == pytest.approx(first, abs=0.02)

    def test_the_order_of_the_options_does_not_matter(self, model: LanguageModel) -> None:
        one, two = model.choose(ASKED, ["1", "2"], never)
        assert model.choose(ASKED, ["2", "1"], never) == pytest.approx([two, one], abs=0.02)

    def test_writing_is_deterministic_and_bounded(self, model: LanguageModel) -> None:
        first = "".join(model.write(ASKED, 5, never))
        assert model.usage().answer_tokens <= 5
        assert model.usage().prompt_tokens > 0
        assert "".join(model.write(ASKED, 5, never)) == first

    def test_writing_after_reading_is_the_same_as_without(self, model: LanguageModel) -> None:
        plain = "".join(model.write(ASKED, 8, never))
        assert model.read(ASKED, never) > 0
        assert "".join(model.write(ASKED, 8, never)) == plain

    def test_writing_ends_before_a_stop_text(self, model: LanguageModel) -> None:
        text = "".join(model.write(ASKED, 12, never))
        mark = text[len(text) // 2 : len(text) // 2 + 2]
        assert "".join(model.write(ASKED, 12, never, stop_at=[mark])) == text[: text.index(mark)]

    def test_a_continuation_is_likelier_after_one_text_than_another(self, model: LanguageModel) -> None:
        texts = [f"Text number {number} is about the sea." for number in range(11)]
        scores = model.likelihood(texts, " about the deep sea", never)
        assert len(scores) == 11
        assert all(score < 0 for score in scores)

    def test_a_likelihood_does_not_depend_on_what_was_read_before(self, model: LanguageModel) -> None:
        texts = ["The tower is old.", "The harbour is deep, and the tower is old.", ""]
        first = model.likelihood(texts, " How deep is the harbour?", never)
        assert model.likelihood(texts[::-1], " How deep is the harbour?", never)[::-1] == pytest.approx(first, rel=0.02)
        model.likelihood(texts[:1], " Why?", never)
        list(model.write(ASKED, 3, never))
        assert model.likelihood(texts[1:2], " How deep is the harbour?", never) == pytest.approx(first[1:2], rel=0.02)

    def test_everything_stops_when_asked(self, model: LanguageModel) -> None:
        with pytest.raises(Stopped):
            model.read(ASKED, at_once)
        with pytest.raises(Stopped):
            model.choose(ASKED, ["1", "2"], at_once)
        with pytest.raises(Stopped):
            model.likelihood(["The tower is old."], " How old?", at_once)
        with pytest.raises(Stopped):
            list(model.write(ASKED, 5, at_once))

    def test_it_works_on_after_a_stop(self, model: LanguageModel) -> None:
        before = "".join(model.write(ASKED, 5, never))
        with pytest.raises(Stopped):
            model.read((ChatMessage("user", "Something else."),), at_once)
        assert "".join(model.write(ASKED, 5, never)) == before

    def test_a_missing_adapter_is_refused_and_changes_nothing(self, model: LanguageModel, tmp_path: Path) -> None:
        before = "".join(model.write(ASKED, 5, never))
        with pytest.raises(EngineError) as refused:
            model.use_adapters([(tmp_path / "nothing.gguf", 1.0)])
        assert refused.value.code == "adapter_missing"
        assert "".join(model.write(ASKED, 5, never)) == before
