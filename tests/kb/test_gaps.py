"""Questions that ask the same stand together; what costs most stands first."""

from kb.gaps import Ask, clusters, similar


def asks(*texts: str, language: str = "en", seconds: int = 60, kind: str = "search") -> list[Ask]:
    return [Ask(f"{kind}{n}{text}", text, language, seconds, kind) for n, text in enumerate(texts)]


def test_wordings_of_one_question_are_one_cluster_named_by_the_most_frequent() -> None:
    found = clusters(asks("e-invoice for a company", "company e-invoice", "e-invoice for a company", "pets"))
    assert [(one.text, len(one.asks)) for one in found] == [("e-invoice for a company", 3), ("pets", 1)]


def test_chinese_wordings_meet_though_words_change_places() -> None:
    found = clusters(asks("能用第三方滤芯吗", "第三方滤芯能用吗", "以旧换新怎么参加", language="zh"))
    assert [len(one.asks) for one in found] == [2, 1]


def test_what_costs_most_stands_first() -> None:
    found = clusters([*asks("pets", "pets"), *asks("a locked account", seconds=900, kind="ticket")])
    assert [(one.text, one.seconds) for one in found] == [("a locked account", 900), ("pets", 120)]
    assert (found[0].count("ticket"), found[0].count("search")) == (1, 0)


def test_languages_never_share_a_cluster_and_a_question_without_words_is_alone() -> None:
    assert len(clusters([*asks("E4"), *asks("E4", language="zh")])) == 2
    assert len(clusters(asks("?", "!"))) == 2


def test_the_first_that_asks_the_same() -> None:
    assert similar("company e-invoice", ["pets", "e-invoice for a company"]) == 1
    assert similar("garden chairs", ["pets"]) is None
