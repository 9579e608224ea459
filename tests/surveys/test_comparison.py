"""Who is compared with whom, and what is said beside it."""

from surveys import compared, tally


def test_rows_keep_their_order_and_the_whole_is_scored_from_answers() -> None:
    lin = tally("csat", [("chat", 5)] * 9 + [("mail", 1)])
    kofi = tally("csat", [("chat", 4)] * 6 + [("mail", 2)] * 4)
    rows, whole = compared({"kofi": kofi, "lin": lin}, "csat")
    assert [row.name for row in rows] == ["kofi", "lin"]
    assert whole.figure is not None
    assert whole.figure.value == 75.0
    assert rows[0].channels == {"chat": 0.6, "mail": 0.4}
    assert [row.cautions for row in rows] == [(), ()]


def test_few_answers_few_responses_and_another_mix_of_channels_are_told() -> None:
    usual = tally("csat", [("chat", 5)] * 40 + [("chat", None)] * 10)
    silent = tally("csat", [("chat", 5)] * 2 + [("chat", None)] * 28)
    mail = tally("csat", [("mail", 4)] * 6)
    rows, _ = compared({"usual": usual, "silent": silent, "mail": mail, "nobody": tally("csat", [])}, "csat")
    assert {row.name: row.cautions for row in rows} == {
        "usual": (),
        "silent": ("few_answers", "few_respond"),
        "mail": ("channel_mix",),
        "nobody": ("few_answers",),
    }
