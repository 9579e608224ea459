"""Vectors centred per language find across languages what plain ones do not."""

from math import isclose, sqrt

from kb.meaning import Near, Plain, Space, centred, mean

# Two axes of topic, one of language: as encoders do, the language weighs more than the topic.
EN, ZH = (0.0, 0.0, 5.0), (0.0, 0.0, -5.0)
TOPICS = {"filter": (1.0, 0.0), "refund": (0.0, 1.0), "lock": (-1.0, -1.0)}


def vector(topic: str, language: tuple[float, float, float]) -> list[float]:
    x, y = TOPICS[topic]
    return [x, y, language[2]]


def space(language: str, rows: list[tuple[str, int, list[float]]]) -> Space:
    names = [(article, passage) for article, passage, _ in rows]
    return Space(language, names, Plain([vector for _, _, vector in rows]))


ENGLISH = space("en", [(topic, 0, vector(topic, EN)) for topic in TOPICS])
CHINESE = space("zh", [(topic, 0, vector(topic, ZH)) for topic in TOPICS])


def test_a_chinese_question_finds_the_english_passage_of_its_topic() -> None:
    question = centred(vector("refund", ZH), CHINESE.mean)
    assert ENGLISH.nearest(question, lambda _: True)[0] == Near("refund", 0, 1.0)
    uncentred = centred(vector("refund", ZH), [])
    assert ENGLISH.nearest(uncentred, lambda _: True)[0].cosine < 0.5


def test_an_article_stands_once_by_its_best_passage_and_hidden_ones_not_at_all() -> None:
    found = space("en", [("a", 0, [1.0, 0.0]), ("a", 1, [0.0, 1.0]), ("b", 0, [-1.0, 0.5])])
    near = found.nearest([0.0, 1.0], lambda _: True)
    assert [(each.article, each.passage) for each in near] == [("a", 1), ("b", 0)]
    assert [each.article for each in found.nearest([0.0, 1.0], lambda article: article != "a")] == ["b"]
    assert len(found.nearest([0.0, 1.0], lambda _: True, limit=1)) == 1


def test_a_reader_who_may_see_few_still_gets_them() -> None:
    rows = [(f"a{n:03}", 0, [1.0, 0.001 * n]) for n in range(300)]
    near = space("en", rows).nearest([1.0, 0.0], lambda article: article >= "a290", limit=10)
    assert len(near) == 10


def test_centring_by_hand() -> None:
    assert mean([[1.0, 3.0], [3.0, 5.0]]) == [2.0, 4.0]
    assert mean([]) == []
    assert all(isclose(a, b) for a, b in zip(centred([3.0, 5.0], [2.0, 4.0]), [1 / sqrt(2)] * 2, strict=True))
    assert centred([2.0, 4.0], [2.0, 4.0]) == [0.0, 0.0]
    assert centred([3.0, 4.0], []) == [0.6, 0.8]
    assert space("fr", []).nearest([1.0], lambda _: True) == []
