"""What of a question is looked up."""

from kb.question import CODE_WEIGHT, QUESTION_TOKENS, asked


def tokens(text: str) -> list[str]:
    return [one.token for one in asked(text)]


def test_words_of_asking_are_left_out_and_pairs_do_not_straddle_them() -> None:
    assert tokens("请问怎么退货呢？") == ["退货"]
    assert tokens("濾芯怎麼換") == ["滤芯", "换"]
    assert tokens("How do I change the filter?") == ["chang", "filter"]


def test_a_question_of_asking_words_only_keeps_them() -> None:
    assert tokens("怎么办") == ["怎么", "么办"]
    assert tokens("what is it") == ["what", "is", "it"]
    assert tokens("?!") == []


def test_codes_weigh_more_and_are_whole_however_written() -> None:
    assert next((one.token, one.kind, one.weight) for one in asked("ＳＨ－７７１２０")) == (
        "sh77120",
        "code",
        CODE_WEIGHT,
    )
    assert tokens("E4") == tokens("ｅ４") == ["e4"]


def test_a_token_is_asked_once_and_a_long_text_is_cut() -> None:
    assert tokens("filter filter FILTER") == ["filter"]
    assert len(tokens(" ".join(f"word{number}x" for number in range(200)))) == QUESTION_TOKENS


def test_an_english_word_remembers_how_it_was_written_and_others_do_not() -> None:
    assert [(one.token, one.written) for one in asked("filters 滤芯 фильтр")] == [
        ("filter", "filters"),
        ("滤芯", ""),
        ("фильтр", ""),
    ]
