"""Vectors centred per language find across languages what plain ones do not."""

from collections.abc import Sequence
from math import isclose, sqrt

from kb.meaning import Near, Space, centred, dots, mean, question_vector

# Two axes of topic, one of language: as encoders do, the language weighs more than the topic.
EN, ZH = (0.0, 0.0, 5.0), (0.0, 0.0, -5.0)
TOPICS = {"filter": (1.0, 0.0), "refund": (0.0, 1.0), "lock": (-1.0, -1.0)}


def vector(topic: str, language: tuple[float, float, float]) -> list[float]:
    x, y = TOPICS[topic]
    return [x, y, language[2]]


class Words:
    """An encoder of one-word texts of three topics, questions in Chinese."""

    def questions(self, texts: Sequence[str]) -> list[list[float]]:
        return [vector(text, ZH) for text in texts]

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        return [vector(text, EN) for text in texts]


ENGLISH = Space("en", [(topic, 0, vector(topic, EN)) for topic in TOPICS])
CHINESE = Space("zh", [(topic, 0, vector(topic, ZH)) for topic in TOPICS])


def test_a_chinese_question_finds_the_english_passage_of_its_topic() -> None:
    question = question_vector(Words(), "refund", "zh", {"zh": CHINESE.mean})
    assert ENGLISH.nearest(question, lambda _: True)[0] == Near("refund", 0, 1.0)
    uncentred = question_vector(Words(), "refund", "zh", {})
    assert ENGLISH.nearest(uncentred, lambda _: True)[0].cosine < 0.5


def test_an_article_stands_once_by_its_best_passage_and_hidden_ones_not_at_all() -> None:
    space = Space("en", [("a", 0, [1.0, 0.0]), ("a", 1, [0.0, 1.0]), ("b", 0, [-1.0, 0.5])])
    near = space.nearest([0.0, 1.0], lambda _: True)
    assert [(each.article, each.passage) for each in near] == [("a", 1), ("b", 0)]
    assert [each.article for each in space.nearest([0.0, 1.0], lambda article: article != "a")] == ["b"]
    assert len(space.nearest([0.0, 1.0], lambda _: True, limit=1)) == 1


def test_a_given_product_is_used() -> None:
    calls = []

    def counted(rows: Sequence[Sequence[float]], other: Sequence[float]) -> list[float]:
        calls.append(len(rows))
        return dots(rows, other)

    Space("en", [("a", 0, [1.0, 0.0]), ("b", 0, [0.0, 1.0])], counted).nearest([1.0, 0.0], lambda _: True)
    assert calls == [2]


def test_centring_by_hand() -> None:
    assert mean([[1.0, 3.0], [3.0, 5.0]]) == [2.0, 4.0]
    assert mean([]) == []
    assert all(isclose(a, b) for a, b in zip(centred([3.0, 5.0], [2.0, 4.0]), [1 / sqrt(2)] * 2, strict=True))
    assert centred([2.0, 4.0], [2.0, 4.0]) == [0.0, 0.0]
    assert centred([3.0, 4.0], []) == [0.6, 0.8]
    assert Space("fr", []).nearest([1.0], lambda _: True) == []
