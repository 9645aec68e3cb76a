"""The fake family keeps the contracts of the real ones."""

import numpy as np
import pytest

from engine.models.fake import FakeEmbedder, FakeModel
from tests.engine.models.language_model_contract import ASKED, LanguageModelContract, never


class TestFakeModel(LanguageModelContract):
    @pytest.fixture
    def model(self) -> FakeModel:
        return FakeModel()

    def test_it_chooses_the_sentence_that_shares_words(self, model: FakeModel) -> None:
        one, two, none = model.choose(ASKED, ["1", "2", "NONE"], never)
        assert two > one > none

    def test_a_reply_can_be_given(self) -> None:
        model = FakeModel(reply=lambda messages: f"{len(messages)} messages")
        assert "".join(model.write(ASKED, 5, never)) == "2 messages"


def test_texts_with_the_same_words_are_near() -> None:
    same, near, far = FakeEmbedder().embed(["deep harbour", "a deep harbour", "old tower bells"], never)
    assert np.linalg.norm(same) == pytest.approx(1)
    assert same @ near > 0.7 > same @ far
