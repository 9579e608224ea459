"""Who belongs to the demo desk. All people, companies and numbers are invented; mail addresses end in example.com."""

from __future__ import annotations

from typing import NamedTuple

from server.store.tables.staff import Role

PASSWORD = "spruce-demo-2026"  # noqa: S105 - the demo's own password, printed at its start and refused elsewhere


class Person(NamedTuple):
    """A member of staff: sign-in name before the @, shown name, role, language, zone, teams, skills."""

    login: str
    name: str
    role: Role
    language: str
    zone: str
    teams: tuple[str, ...]
    skills: dict[str, int]


class Line(NamedTuple):
    """A queue: key, name, team, channels, wanted skills, seconds until it should be answered."""

    key: str
    name: str
    team: str
    channels: tuple[str, ...]
    skills: dict[str, int]
    target_s: int


TEAMS = {"care": "Customer care", "service": "Repairs", "trade": "Trade"}
SKILLS = {
    "english": ("English", "en"),
    "mandarin": ("Mandarin", "zh"),
    "billing": ("Billing", None),
    "repairs": ("Repairs", None),
    "trade": ("Trade accounts", None),
}
QUEUES = (
    Line("orders", "Orders", "care", ("chat", "voice", "email", "desk", "api"), {}, 120),
    Line("billing", "Billing", "care", ("chat", "voice", "email", "desk", "api"), {"billing": 1}, 120),
    Line("repairs", "Repairs", "service", ("chat", "voice", "email", "desk", "api"), {"repairs": 1}, 180),
    Line("trade", "Trade", "trade", ("chat", "voice", "email", "desk", "api"), {"trade": 1}, 240),
)
STAFF = (
    Person(
        "lin",
        "Lin Yue",
        "agent",
        "zh",
        "Asia/Shanghai",
        ("care", "service"),
        {"mandarin": 5, "english": 3, "billing": 3, "repairs": 3},
    ),
    Person(
        "ning",
        "Ning Zhou",
        "agent",
        "en",
        "Europe/London",
        ("care", "service"),
        {"english": 5, "mandarin": 4, "billing": 4, "repairs": 2},
    ),
    Person(
        "ola",
        "Ola Brandt",
        "agent",
        "en",
        "Europe/London",
        ("care", "service"),
        {"english": 5, "billing": 3, "repairs": 4},
    ),
    Person("kofi", "Kofi Asante", "agent", "en", "Europe/London", ("trade",), {"english": 5, "trade": 4}),
    Person(
        "yun",
        "Yun Wang",
        "agent",
        "zh",
        "Asia/Shanghai",
        ("trade",),
        {"mandarin": 5, "english": 2, "trade": 5},
    ),
    Person(
        "marta",
        "Marta Lindqvist",
        "supervisor",
        "en",
        "Europe/London",
        ("care", "service", "trade"),
        {"english": 5, "billing": 5, "repairs": 5, "trade": 5},
    ),
    Person("sam", "Sam Okafor", "editor", "en", "Europe/London", (), {}),
    Person("admin", "Ada Fenwick", "administrator", "en", "Europe/London", ("care",), {"english": 4}),
)
HISTORY_STAFF = ("lin", "ning", "ola", "kofi", "yun")

ENGLISH_NAMES = (
    "Amara Whitfield",
    "Priya Raghavan",
    "Jonas Ekdahl",
    "Thandi Mokoena",
    "Kestrel Fit-out Co",
    "Halden Freight Ltd",
    "Rosalind Achterberg",
    "Tomas Velde",
    "Ingrid Solheim",
    "Callum Dray",
    "Beatriz Morante",
    "Oskar Lindgren",
    "Maeve Corrigan",
    "Yusuf Demirel",
    "Hannah Pryce",
    "Leon Abara",
    "Freya Stanhope",
    "Dario Bellucci",
    "Nadia Kowal",
    "Elliot Marsh",
    "Sunita Rao",
    "Marcus Thorne",
    "Greta Holm",
    "Samuel Oyelaran",
)
CHINESE_NAMES = (
    "周美琳",
    "陈嘉豪",
    "北辰物业采购部",
    "吴思源",
    "何雨桐",
    "赵文博",
    "林晓雯",
    "黄子轩",
    "徐若曦",
    "孙立群",
    "马晨曦",
    "郭雅静",
    "罗志远",
    "梁慧敏",
    "宋一鸣",
    "唐婉清",
    "韩冬梅",
    "曹子墨",
    "彭佳怡",
    "曾国栋",
    "欧阳静怡",
    "邓超然",
    "许安琪",
    "冯雪松",
)


def english_phone(number: int) -> str:
    """Return the n-th number of the range that Ofcom keeps free for drama."""
    return f"+447700900{number:03d}"


def chinese_phone(number: int) -> str:
    """Return the n-th invented number."""
    return f"+8619900000{number:03d}"
