from engine.retrieve.weights import WordWeights


def test_rare_words_weigh_more_and_unknown_ones_most() -> None:
    weights = WordWeights({"river": 40, "moraine": 2, "gletscher": 0}.__getitem__)
    found = weights.of("the river moraine gletscher", 100)
    assert sorted(found, key=found.__getitem__) == ["river", "morain", "gletscher"]


def test_words_are_counted_once_until_the_library_changes() -> None:
    asked: list[str] = []

    def frequency(word: str) -> int:
        asked.append(word)
        return 1

    weights = WordWeights(frequency)
    weights.of("river", 100)
    weights.of("river", 105)
    assert asked == ["river"]
    weights.of("river", 200)
    assert asked == ["river", "river"]


def test_an_empty_library_has_no_weights() -> None:
    assert WordWeights(lambda word: 0).of("river", 0) == {}
