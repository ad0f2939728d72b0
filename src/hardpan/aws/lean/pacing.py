"""How fast to ask: a token bucket for each thing that AWS counts, and what to do when it says no.

A bucket begins with what AWS publishes. Where it publishes nothing, or so little that an endpoint which takes more
would be read ten times slower than it can be, a few are asked at once, and then as many a second as have got through so
far, so that it goes faster and faster until AWS says no. Either is corrected by what AWS answers: after a refusal the
rate falls to what AWS publishes, or to 0.7 of what got through, and grows again along CUBIC's curve (RFC 9438), as in
the adaptive mode of AWS's SDKs.
"""

from __future__ import annotations

import asyncio
import random
import time
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

_BETA = 0.7  # of the rate that got through, kept after a refusal
_GROWTH = 0.4  # CUBIC's constant, in requests per second cubed
_ONE_CUT = 0.3  # seconds within which refusals are one event
_UNKNOWN = 10.0  # requests at once, and a second, where no limit is published
_FREE = 200.0  # requests a second, where a published limit was seen not to hold
_RECENT = 256  # answers that are remembered, at least
_MOST = 2.0  # times the rate that gets through, or did at the last refusal: no further does growth run ahead


class Prior(NamedTuple):
    """A published limit: requests a second, and how many at once."""

    rate: float
    burst: float
    tried: bool = False  # whether more is asked at first, until it is refused


_LISTED = Prior(5, 8, tried=True)
# By `service:Operation`, else by service. Limits hold for one account in one Region.
# Read 2026-10: EC2 https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html (100 at once, 20/s for most
# Describe operations), Account Management https://docs.aws.amazon.com/accounts/latest/reference/quotas.html, CloudTrail
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html, Organizations (an account's)
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html, and for IAM and Lambda, which
# publish none, the values that the Steampipe plugin for AWS was tuned to (its issue 2546).
PRIORS: dict[str, Prior] = {
    "account": Prior(10, 15),
    "account:GetAccountInformation": Prior(3, 3),
    "account:ListRegions": Prior(5, 5),
    "cloudtrail": Prior(10, 10),
    "cloudtrail:LookupEvents": Prior(2, 2),
    "ec2": Prior(20, 100),
    "iam:GetRole": Prior(15, 30),
    "iam:GetPolicy": Prior(35, 70),
    "iam:GetPolicyVersion": Prior(35, 70),
    "lambda:GetPolicy": Prior(15, 15),
    "organizations:DescribeAccount": Prior(20, 30),
    "organizations:DescribeCreateAccountStatus": Prior(2, 2, tried=True),
    "organizations:DescribeOrganization": Prior(1, 2, tried=True),
    "organizations:DescribeOrganizationalUnit": Prior(2, 2, tried=True),
    "organizations:DescribePolicy": Prior(2, 2, tried=True),
    "organizations:ListAWSServiceAccessForOrganization": Prior(1, 3, tried=True),
    "organizations:ListAccounts": Prior(8, 12),
    "organizations:ListAccountsForParent": _LISTED,
    "organizations:ListChildren": Prior(6, 10, tried=True),
    "organizations:ListCreateAccountStatus": _LISTED,
    "organizations:ListDelegatedAdministrators": _LISTED,
    "organizations:ListDelegatedServicesForAccount": Prior(1, 3, tried=True),
    "organizations:ListHandshakesForOrganization": _LISTED,
    "organizations:ListOrganizationalUnitsForParent": _LISTED,
    "organizations:ListParents": _LISTED,
    "organizations:ListPolicies": _LISTED,
    "organizations:ListPoliciesForTarget": _LISTED,
    "organizations:ListRoots": Prior(1, 2, tried=True),
    "organizations:ListTagsForResource": Prior(10, 15),
    "organizations:ListTargetsForPolicy": _LISTED,
}


def prior(service: str, operation: str) -> Prior | None:
    """What is known of an operation's limit before anything was asked."""
    return PRIORS.get(f"{service}:{operation}") or PRIORS.get(service)


class Bucket:
    """The pace of one operation in one account and Region. Waiters go first come, first served."""

    __slots__ = (
        "_begun_at",
        "_burst",
        "_cut_at",
        "_cut_rate",
        "_filled_at",
        "_passed",
        "_published",
        "_pump",
        "_queue",
        "_rate",
        "_sought",
        "_tokens",
    )

    def __init__(self, known: Prior | None) -> None:
        held = known if known and not known.tried else None
        self._rate = held.rate if held else _UNKNOWN
        self._burst = held.burst if held else _UNKNOWN
        self._published = None if held else known  # to be tried
        self._begun_at = time.monotonic()
        self._sought = 0 if held else 1  # answers so far and one, while the limit is sought; 0 when it is known
        self._tokens = self._burst
        self._filled_at = self._begun_at
        self._cut_at = self._cut_rate = 0.0
        self._passed: list[float] = []  # when the latest requests were answered
        self._queue: deque[asyncio.Future[None]] | None = None  # most buckets never have one, and there are many
        self._pump: asyncio.Task[None] | None = None

    async def turn(self) -> None:
        """Wait until a request may be sent."""
        if not self._queue and self._take():
            return
        place = asyncio.get_running_loop().create_future()
        if self._queue is None:
            self._queue = deque()
        self._queue.append(place)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.get_running_loop().create_task(self._let_in())
        await place

    def answered(self) -> None:
        """A request got through."""
        self._passed.append(time.monotonic())
        if len(self._passed) > 2 * _RECENT:
            del self._passed[:_RECENT]
        if self._sought:
            self._sought += 1

    def refused(self) -> None:
        """AWS said that this was too fast."""
        now = time.monotonic()
        if now - self._cut_at < _ONE_CUT:
            return
        through = self._through(now)
        if self._sought:
            through -= int(_UNKNOWN) // 2  # of those asked at once, which tell little of what comes after
        sought, self._sought = self._sought, 0
        self._cut_rate = min(self._rate, max(float(through), 1.0))
        self._cut_at = self._filled_at = now
        self._rate = self._cut_rate * _BETA
        if sought and self._published:
            self._cut_rate = self._rate = self._published.rate
        self._burst, self._tokens = max(1.0, self._rate / 4), 0.0

    async def _let_in(self) -> None:
        while self._queue:
            if not self._take():
                await asyncio.sleep((1 - self._tokens) / self._rate + random.random() * 0.005)  # noqa: S311
                continue
            place = self._queue.popleft()
            if place.done():  # whoever waited has gone
                self._tokens += 1
            else:
                place.set_result(None)

    def _take(self) -> bool:
        now = time.monotonic()
        if self._sought:
            self._rate = _FREE if self._is_free(now) else max(_UNKNOWN, float(self._sought))
        elif self._cut_at:
            most = _MOST * max(self._cut_rate, self._through(now))
            self._rate = min(most, max(self._rate, self._cubic(now - self._cut_at)))
        self._tokens = min(max(self._burst, 1.0), self._tokens + (now - self._filled_at) * self._rate)
        self._filled_at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def _is_free(self, now: float) -> bool:
        """Whether more has got through than a published limit lets through."""
        known = self._published
        return known is not None and self._sought > known.burst + known.rate * (now - self._begun_at) + 1

    def _through(self, now: float) -> int:
        """How many were answered within the last second."""
        return len(self._passed) - bisect_right(self._passed, now - 1.0)

    def _cubic(self, since: float) -> float:
        plateau: float = (self._cut_rate * (1 - _BETA) / _GROWTH) ** (1 / 3)
        return float(_GROWTH * (since - plateau) ** 3 + self._cut_rate)


@dataclass
class RetryBudget:
    """How many retries a run may spend: a service in trouble is not helped by being asked five times as often.

    Begins full; a retry costs five, an answer gives one back, as in the SDKs' standard mode.
    https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    """

    left: float = 500.0
    full: float = 500.0
    cost: float = 5.0

    def spend(self) -> bool:
        """Take the cost of one retry, if it is there."""
        if self.left < self.cost:
            return False
        self.left -= self.cost
        return True

    def earn(self) -> None:
        """An answer came."""
        self.left = min(self.full, self.left + 1)


@dataclass
class Breaker:
    """Stops asking a host that does not answer: after some failures in a row it is asked once in a while."""

    after: int = 4
    pause: float = 15.0  # seconds
    failures: int = 0
    closed_until: float = 0.0
    why: str = ""  # the last failure

    def may_ask(self) -> bool:
        """Whether to try. While it is off, one request goes through each pause, to see."""
        if self.failures < self.after:
            return True
        now = time.monotonic()
        if now < self.closed_until:
            return False
        self.closed_until = now + self.pause
        return True

    def worked(self) -> None:
        """The host answered, whatever it said."""
        self.failures = 0

    def failed(self, why: str) -> None:
        """No connection, or no answer in time."""
        self.failures, self.why = self.failures + 1, why
        if self.failures == self.after:
            self.closed_until = time.monotonic() + self.pause


def pause(attempt: int, *, first: float = 0.1, longest: float = 20.0) -> float:
    """Seconds to wait before the attempt after this one (from 0): full jitter.

    https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
    """
    return random.random() * min(longest, first * float(2**attempt))  # noqa: S311
