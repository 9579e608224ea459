"""How much memory a served desk takes, and how much more for each console that is open and silent."""

from __future__ import annotations

import time
from collections.abc import Iterator

from server.bench.desk_kit import desk_on
from server.bench.gathered import gathered
from server.bench.measure import Figure
from server.bench.process import Memory, Serving, serving

CONSOLES = 200
WARM = 100
MOST_DESK_MB, MOST_CONSOLE_KB = 150, 32
REST_S = 0.5
LOOKS = 20


def figures(consoles: int = CONSOLES) -> Iterator[Figure]:
    """Yield the memory of the process with all its consoles, and the difference each makes that comes after the first hundred."""
    with desk_on("sqlite") as desk:
        cookies = desk.cookies(desk.agents(consoles))
        url = desk.core.settings.database_url
        with serving(url) as served, gathered(served.port, cookies=cookies) as crowd:
            crowd.join(min(WARM, consoles))
            without = _settled(served)
            crowd.join(consoles)
            beside = _settled(served)
    each, whole = (beside.own - without.own) / consoles, beside.all / 1024
    yield Figure(
        f"memory of an idle console, of {consoles}",
        each,
        MOST_CONSOLE_KB,
        "KiB",
        each / MOST_CONSOLE_KB,
        f"<= {MOST_CONSOLE_KB} KiB",
        each <= MOST_CONSOLE_KB,
    )
    yield Figure(
        f"memory of the desk with {consoles + min(WARM, consoles)} consoles",
        whole,
        without.all / 1024,
        "MiB",
        whole / MOST_DESK_MB,
        f"<= {MOST_DESK_MB} MiB",
        whole <= MOST_DESK_MB,
    )


def _settled(served: Serving) -> Memory:
    """Return the memory once two looks in a row find the same to a percent."""
    last = served.memory()
    for _ in range(LOOKS):
        time.sleep(REST_S)
        before, last = last, served.memory()
        if abs(last.own - before.own) * 100 <= last.own:
            break
    return last
