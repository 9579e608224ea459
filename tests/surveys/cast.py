"""A survey of Spruce Home, an invitation to Mei, and instants written as people write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from surveys import Branch, Invitation, Question, Survey

SHANGHAI = "Asia/Shanghai"


def at(text: str, zone: str = SHANGHAI) -> int:
    """Milliseconds UTC of a wall clock time."""
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def both(english: str, chinese: str) -> dict[str, str]:
    """Words in both languages."""
    return {"en": english, "zh": chinese}


def after_solving() -> Survey:
    """Satisfaction, its cause if low, effort if not, and a comment."""
    low = Branch(frozenset({1, 2}), "cause")
    return Survey(
        "after-solving",
        1,
        (
            Question(
                "csat", "csat", both("How satisfied are you?", "您满意吗？"), required=True, branches=(low,)
            ),
            Question(
                "ces",
                "ces",
                both("It was easy.", "很省力。"),
                branches=(Branch(frozenset(range(1, 8)), "comment"),),
            ),
            Question(
                "cause",
                "choice",
                both("What went wrong?", "哪里出了问题？"),
                options={"en": ("Too slow", "Not solved", "Unfriendly"), "zh": ("太慢", "未解决", "不友好")},
            ),
            Question("comment", "text", both("Anything else?", "还有什么想说的？")),
        ),
    )


def invitation() -> Invitation:
    """Mei is asked at ten in the morning about ticket t1, which Lin solved."""
    return Invitation(
        "i1",
        "after-solving",
        1,
        "t1",
        1,
        "mei",
        "chat",
        "zh",
        SHANGHAI,
        ("lin",),
        planned_for=at("2026-03-02T10:00"),
    )
