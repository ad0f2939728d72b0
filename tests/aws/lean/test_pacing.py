"""How fast to ask: buckets, refusals, a breaker for what hangs, a budget for asking again."""

from __future__ import annotations

import asyncio
import time

import pytest

from hardpan.aws.lean.pacing import Breaker, Bucket, Prior, RetryBudget


def test_a_bucket_keeps_to_its_rate_and_order() -> None:
    async def go() -> None:
        bucket, order = Bucket(Prior(rate=50, burst=5)), []

        async def one(number: int) -> None:
            await bucket.turn()
            order.append(number)

        began = time.monotonic()
        await asyncio.gather(*(one(number) for number in range(25)))
        assert order == sorted(order)
        assert 0.35 < time.monotonic() - began < 4

    asyncio.run(go())


def test_a_refusal_lowers_the_rate_and_time_raises_it_again() -> None:
    bucket = Bucket(Prior(rate=100, burst=100))
    for _ in range(20):
        bucket.answered()
    bucket.refused()
    assert bucket._rate == pytest.approx(14, abs=0.1)
    lowered = bucket._rate
    bucket.refused()
    assert bucket._rate == lowered, "refusals that come together are one"
    bucket._cut_at -= 5
    bucket._take()
    assert bucket._rate is not None
    assert 20 < bucket._rate <= 40


def test_a_low_limit_is_kept_to_once_it_is_seen_to_hold() -> None:
    """As of Organizations, whose emulators take far more than it does."""
    bucket = Bucket(Prior(rate=2, burst=2, tried=True))
    assert sum(bucket._take() for _ in range(12)) == 10
    for _ in range(10):
        bucket.answered()
    bucket.refused()
    assert bucket._take() is False
    assert bucket._rate == 2


def test_a_low_limit_that_does_not_hold_holds_nobody_up() -> None:
    bucket = Bucket(Prior(rate=2, burst=2, tried=True))
    assert sum(bucket._take() for _ in range(12)) == 10
    for _ in range(10):
        bucket.answered()
    bucket._filled_at -= 0.05
    assert sum(bucket._take() for _ in range(12)) == 10


def test_a_breaker_asks_once_in_a_while() -> None:
    breaker = Breaker(after=2, pause=0.5)
    breaker.failed("hangs")
    assert breaker.may_ask()
    breaker.failed("hangs")
    assert not breaker.may_ask()
    time.sleep(0.55)
    assert breaker.may_ask()
    assert not breaker.may_ask()
    breaker.worked()
    assert breaker.may_ask()


def test_the_budget_fills_with_answers() -> None:
    budget = RetryBudget(left=5)
    assert budget.spend()
    assert not budget.spend()
    for _ in range(5):
        budget.earn()
    assert budget.spend()
