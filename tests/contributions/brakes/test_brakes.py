"""Brakes against machines that try stolen cards: they slow down machines, and keep nothing of people."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from tamizdat.contributions.brakes.breaker import TOO_MANY, is_paused, note_decline, note_dispute
from tamizdat.contributions.brakes.limits import MOST_COUNTERS, Counters, Limit
from tamizdat.contributions.brakes.networks import SHARED, Networks, network_of
from tamizdat.contributions.brakes.puzzle import BITS, is_solved
from tamizdat.contributions.brakes.tokens import LASTS, new_token, read_token, write_token
from tamizdat.contributions.models import Trouble

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
KEY = b"k" * 32


def test_a_token_says_its_age_and_nothing_else() -> None:
    token = new_token(NOW)
    text = write_token(token, KEY)
    assert read_token(text, KEY, NOW + timedelta(hours=1)) == token
    assert len(text) == 65
    assert token.nonce not in token.form


@pytest.mark.parametrize("place", range(0, 65, 4))
def test_a_token_that_was_changed_is_none(place: int) -> None:
    text = write_token(new_token(NOW), KEY)
    changed = text[:place] + ("0" if text[place] != "0" else "1") + text[place + 1 :]
    assert read_token(changed, KEY, NOW) is None


def test_a_token_too_old_or_of_tomorrow_or_of_another_house_is_none() -> None:
    text = write_token(new_token(NOW), KEY)
    assert read_token(text, KEY, NOW + LASTS + timedelta(seconds=2)) is None
    assert read_token(text, KEY, NOW - timedelta(minutes=1)) is None
    assert read_token(text, b"x" * 32, NOW) is None


def test_a_puzzle_is_solved_by_work_alone() -> None:
    answer = next(n for n in range(10**8) if _leading_zeros(f"token:{n}") >= BITS)
    assert is_solved("token", str(answer))
    assert not is_solved("another", str(answer))
    assert not is_solved("token", str(answer - 1))


@pytest.mark.parametrize("answer", ["", "-1", "1e5", "٣", "9" * 13, "0x1", " 1"])
def test_an_answer_is_a_number(answer: str) -> None:
    assert not is_solved("token", answer)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("127.0.0.1", SHARED),
        ("::1", SHARED),
        ("fe80::1%eth0", "fe80::/48"),
        ("garbage", SHARED),
        ("", SHARED),
    ],
)
def test_a_network_is_a_24_or_a_48(address: str, network: str) -> None:
    assert network_of(address) == network


def test_neighbours_are_one_and_strangers_are_not() -> None:
    networks = Networks()
    one, two, other = (networks.digest({"REMOTE_ADDR": a}, NOW) for a in ("192.0.2.1", "192.0.2.200", "192.0.3.1"))
    assert one == two != other


def test_tomorrow_nobody_can_tell_who_it_was() -> None:
    networks = Networks()
    meta = {"REMOTE_ADDR": "192.0.2.1"}
    assert networks.digest(meta, NOW) != networks.digest(meta, NOW + timedelta(days=1))
    assert networks.digest(meta, NOW) != Networks().digest(meta, NOW)
    assert "192.0.2" not in repr(networks) and "salt" not in repr(networks)


def test_a_header_is_believed_only_where_the_newsroom_says_so() -> None:
    meta = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.1, 192.0.2.1"}
    assert Networks().digest(meta, NOW) == SHARED
    trusting = Networks("X-Forwarded-For")
    own = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.1"}
    assert trusting.digest(meta, NOW) == trusting.digest(own, NOW) != SHARED


def test_a_limit_holds_and_then_lets_go() -> None:
    counters, limit = Counters(), Limit("x", 3, 60)
    assert [counters.take(limit, "a", NOW) for _ in range(4)] == [0, 0, 0, 60]
    assert counters.take(limit, "b", NOW) == 0
    assert counters.take(limit, "a", NOW + timedelta(seconds=59)) == 1
    assert counters.take(limit, "a", NOW + timedelta(seconds=60)) == 0


def test_a_flood_of_networks_does_not_fill_the_memory() -> None:
    counters, limit = Counters(), Limit("x", 3, 60)
    for n in range(MOST_COUNTERS + 500):
        counters.take(limit, str(n), NOW)
    assert len(counters._counts) == MOST_COUNTERS


def test_counters_are_forgotten() -> None:
    counters = Counters()
    counters.take(Limit("x", 3, 60), "a", NOW)
    counters.take(Limit("x", 3, 60), "b", NOW + timedelta(seconds=61))
    assert [who for _, who in counters._counts] == ["b"]


@pytest.mark.django_db
def test_cards_pause_while_many_are_declined_and_go_on_later() -> None:
    for n in range(TOO_MANY["cards"]):
        assert not is_paused("cards", NOW)
        note_decline(NOW + timedelta(seconds=n))
    assert is_paused("cards", NOW + timedelta(minutes=5))
    assert not is_paused("small", NOW)
    assert not is_paused("cards", NOW + timedelta(hours=2))


@pytest.mark.django_db
def test_a_wave_of_disputed_small_gifts_pauses_small_gifts_alone() -> None:
    for _ in range(TOO_MANY["small"]):
        note_dispute(NOW, 50_000)
    assert not is_paused("small", NOW)
    for _ in range(TOO_MANY["small"]):
        note_dispute(NOW, 300)
    assert is_paused("small", NOW) and not is_paused("cards", NOW)


@pytest.mark.django_db
def test_the_breaker_keeps_counts_and_no_more() -> None:
    for _ in range(3):
        note_decline(NOW)
    assert list(Trouble.objects.values_list("kind", "count")) == [("cards", 3)]


def _leading_zeros(text: str) -> int:
    return 256 - int.from_bytes(hashlib.sha256(text.encode()).digest()).bit_length()
