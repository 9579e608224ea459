"""What must hold after every step, whatever happens: the router inside a desk that lives."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from routing import (
    Agent,
    Item,
    Match,
    Offer,
    Router,
    Setup,
    SkillSet,
    accepted,
    declined,
    finished,
    timed_out,
    withdrawn,
)
from routing.book import Book
from routing.capacity import demand_of
from routing.eligibility import barred_now, could_take, obstacles
from routing.filing import Filing, file
from routing.snapshots import decode
from tests.routing.cast import LATE, agent
from tests.routing.life import Life
from tests.routing.streams import SEEDED, policy

BOUNDED = settings(max_examples=20, deadline=None, derandomize=True)
STEPS = 40


def lived(random: Random, steps: int = STEPS) -> Life:
    life = Life(policy(random), random)
    for _ in range(steps):
        life.play()
    return life


def book_of(life: Life) -> Book:
    return decode(life.router.snapshot(), life.setup)


def queued(book: Book) -> list[tuple[str, Filing]]:
    return [(item.id, file(item, book)) for item in book.items.values() if item.state == "queued"]


@BOUNDED
@given(SEEDED)
def test_an_item_is_in_exactly_one_state_and_none_is_lost(random: Random) -> None:
    life = Life(policy(random), random)
    for _ in range(STEPS):
        life.play()
        assert sum(life.count().values()) == life.came
        for item in life.items.values():
            known = life.router.item(item.id)
            assert known == (None if item.state in ("done", "abandoned") else item)
            assert (life.router.position(item.id) is not None) == (item.state == "queued")


@BOUNDED
@given(SEEDED)
def test_every_match_is_one_the_rules_allow_at_its_instant(random: Random) -> None:
    """Lease, availability, skills of the current step, capacity: judged on the state before the matches, one by one."""
    life = Life(policy(random), random)
    for _ in range(STEPS):
        life.now += random.randint(0, 8000)
        random.choice((life.arrive, life.shift, life.answer, life.end, life.by_hand))()
        book = book_of(life)
        book.advance(life.now)
        for match in life.decide():
            item, taker = book.items[match.item.id], book.agents[match.agent.id]
            wish = file(item, book).wish
            barred = barred_now(wish, book.agents.values(), book.now, life.setup)
            assert obstacles(taker, wish, barred, book) == ()
            book.offer(item, taker)
            assert load(book, match) <= taker.capacity


def load(book: Book, match: Match) -> int:
    """The weight that counts for the item just given, itself included."""
    interrupts = book.setup.channel(match.item.channel).interrupts
    open_work = [d for d in book.work_of(match.agent.id) if d.channel not in interrupts]
    own = demand_of(match.item, book.setup)
    return sum(d.weight for d in open_work) + (own.weight if own.channel in interrupts else 0)


@BOUNDED
@given(SEEDED)
def test_no_waiting_item_and_free_eligible_agent_coexist(random: Random) -> None:
    life = Life(policy(random), random)
    for _ in range(STEPS):
        life.play()
        book = book_of(life)
        for _, filing in queued(book):
            barred = barred_now(filing.wish, book.agents.values(), book.now, life.setup)
            assert all(obstacles(a, filing.wish, barred, book) for a in book.agents.values())


@BOUNDED
@given(SEEDED)
def test_nobody_overtakes_among_items_that_wish_the_same(random: Random) -> None:
    life = Life(policy(random), random)
    for _ in range(STEPS):
        life.now += random.randint(0, 8000)
        random.choice((life.arrive, life.arrive, life.shift, life.answer, life.end))()
        book = book_of(life)
        book.advance(life.now)
        before = dict(queued(book))
        matched = [match.item.id for match in life.decide()]
        for place, served in enumerate(matched):
            alike = [i for i, filing in before.items() if filing.wish == before[served].wish]
            behind = set(alike) - set(matched[: place + 1])
            assert all(before[served].key < before[other].key for other in behind)


@BOUNDED
@given(SEEDED)
def test_a_returned_item_keeps_its_place(random: Random) -> None:
    life = lived(random)
    book = book_of(life)
    for offer in life.offers:
        item, taker = life.items[offer.item], life.agents[offer.agent]
        if offer.state != "open" or item.state != "offered":
            continue
        place = file(replace(item, state="queued", agent=None), book).key
        for outcome in (declined, timed_out, withdrawn):
            back = outcome(offer, item, taker, offer.expires_at)
            assert back.changed
            assert file(back.item, book).key == place


@BOUNDED
@given(SEEDED)
def test_every_wait_ends_when_people_stay_and_finish_their_work(random: Random) -> None:
    life = lived(random)
    for name in life.setup.queues:
        life.router.set_open(name, True, life.now)
    life.calm()
    for _ in range(3 * life.came + 3):
        life.now += 1000
        for match in life.decide():
            done, idle = finished(replace(match.item, state="assigned"), match.agent, life.now)
            life.put(done)
            life.seat(idle)
        for item in [i for i in life.items.values() if i.state == "assigned"]:
            done, idle = finished(item, life.agents[str(item.agent)], life.now)
            life.put(done)
            life.seat(idle)
    assert {i for i, _ in queued(book_of(life))} == {entry.item for entry in life.router.unroutable()}


@BOUNDED
@given(SEEDED)
def test_every_offer_ends_at_most_once_and_late_answers_change_nothing(random: Random) -> None:
    life = lived(random)
    assert set(life.ended.values()) <= {0, 1}
    before = life.router.snapshot()
    for offer in life.offers:
        if offer.state == "open":
            continue
        item, taker = life.items[offer.item], life.agents[offer.agent]
        for outcome in (accepted, declined, timed_out, withdrawn):
            again = outcome(offer, item, taker, life.now)
            assert (again.offer, again.item, again.agent, again.changed) == (offer, item, taker, False)
    assert life.router.snapshot() == before


@BOUNDED
@given(SEEDED)
def test_an_offer_seen_twice_or_by_a_stale_screen_changes_nothing(random: Random) -> None:
    life = lived(random)
    for offer in life.offers:
        stale: Offer = replace(offer, state="open", ended_at=None)
        item, taker = life.items[offer.item], life.agents[offer.agent]
        if (item.state, item.agent) == ("offered", offer.agent):
            continue
        assert not accepted(stale, item, taker, stale.offered_at).changed
        assert not declined(stale, item, taker, stale.offered_at).changed


@BOUNDED
@given(SEEDED)
def test_telling_the_same_twice_changes_nothing(random: Random) -> None:
    life = lived(random)
    before = life.router.snapshot()
    for item in life.items.values():
        life.router.upsert_item(item, life.now)
    for person in life.agents.values():
        life.router.upsert_agent(person, life.now)
    life.router.remove_item("never seen", life.now)
    life.router.remove_agent("never seen", life.now)
    assert life.router.snapshot() == before
    assert life.router.decide(life.now) == []


@BOUNDED
@given(SEEDED, st.integers(0, STEPS))
def test_any_prefix_and_a_restart_give_the_same_future(random: Random, cut: int) -> None:
    seed = random.getrandbits(32)
    straight, broken = (Life(policy(Random(seed)), Random(seed)) for _ in range(2))
    for step in range(STEPS):
        if step == cut:
            snapshot = broken.router.snapshot()
            broken.router = Router.rebuild(broken.setup, snapshot)
            assert broken.router.snapshot() == snapshot
        assert straight.play() == broken.play()
        assert straight.router.snapshot() == broken.router.snapshot()


@BOUNDED
@given(SEEDED)
def test_rows_in_any_order_rebuild_the_same_state(random: Random) -> None:
    """Under `ratio` the turns are history, so only the orders without history can be rebuilt from rows alone."""
    life = Life(policy(random, "due"), random)
    for _ in range(STEPS):
        life.play()
    again = Router(life.setup)
    rows: list[Agent | Item] = [*life.items.values(), *life.agents.values()]
    random.shuffle(rows)
    for row in rows:
        if isinstance(row, Agent):
            again.upsert_agent(row, life.now)
        else:
            again.upsert_item(row, life.now)
    assert again.snapshot() == life.router.snapshot()


@BOUNDED
@given(SEEDED)
def test_unroutable_is_seen_at_once_and_left_when_somebody_comes(random: Random) -> None:
    life = lived(random)
    book = book_of(life)
    hopeless = {i for i, f in queued(book) if f.wish.queues and not anybody(book, life.setup, f)}
    assert {entry.item for entry in life.router.unroutable()} == hopeless
    for entry in life.router.unroutable():
        known = any(
            could_take(a, file(book.items[entry.item], book).wish, life.setup) for a in book.agents.values()
        )
        assert entry.code == ("nobody_on_shift" if known else "no_agent_has_skills")
    skills = dict.fromkeys(("german", "billing", "repairs"), 9)
    for team in ("", "north"):
        life.seat(
            agent(
                f"Kofi {team}",
                skills,
                queues=frozenset(life.setup.queues),
                team=team,
                capacity=9,
                lease_until=LATE,
            )
        )
    life.decide()
    assert life.router.unroutable() == []


def anybody(book: Book, setup: Setup, filing: Filing) -> bool:
    return any(a.on_shift(book.now) and could_take(a, filing.wish, setup) for a in book.agents.values())


@BOUNDED
@given(SEEDED)
def test_each_class_is_conserved(random: Random) -> None:
    """Per requirement: what came is what waits, is offered, is held or has ended; no decision changes what was wanted."""
    life = Life(policy(random), random)
    came: dict[SkillSet, set[str]] = {}
    for _ in range(STEPS):
        life.play()
        for item in life.items.values():
            came.setdefault(item.requirement, set()).add(item.id)
        ids = [item_id for group in came.values() for item_id in group]
        assert len(ids) == len(set(ids)) == life.came
