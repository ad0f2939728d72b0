"""Answers Reads over lean requests: signed, paced, retried, paged, for many accounts and Regions at once."""

from __future__ import annotations

import asyncio
import gc
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, Protocol

from hardpan.aws.failure import BUSY, EXPIRED, THROTTLED, AwsFailure, in_our_words, why
from hardpan.aws.lean import paging
from hardpan.aws.lean.answer import Refusal, answer
from hardpan.aws.lean.connection import Answered, Dropped
from hardpan.aws.lean.endpoint import Endpoint, NoEndpoint, endpoint
from hardpan.aws.lean.pacing import Breaker, Bucket, RetryBudget, pause, prior
from hardpan.aws.lean.pool import Origin, Pool, Resolve, Unreachable
from hardpan.aws.lean.serialize import Unsigned, unsigned
from hardpan.aws.lean.sign import Credentials, sign, whose
from hardpan.aws.lean.spec import Operation, operation
from hardpan.model import Place, Read, Why

IN_FLIGHT = 512
_ATTEMPTS = 6  # of one request that meets a fault
_TIMEOUTS = 2  # of one request that is not answered in time
_PATIENCE = 120.0  # seconds that one request is refused as too fast before it is given up

_TOO_FAST = THROTTLED | {"LimitExceededException", "TransactionInProgressException"}  # of reads, which use up nothing
_PASSING = BUSY | {"TruncatedAnswer"}
_WRONG_CLOCK = frozenset(
    {"InvalidSignatureException", "RequestExpired", "RequestTimeTooSkewed", "SignatureDoesNotMatch", "AuthFailure"}
)
_ELSEWHERE = frozenset(
    {"PermanentRedirect", "AuthorizationHeaderMalformed", "301", "307", "IllegalLocationConstraintException"}
)
_SKEW_WORTH_IT = 60.0  # seconds


class Keys(Protocol):
    """Where the credentials of an account come from, or of its root user for a task (`whose`)."""

    async def current(self, account: str, /) -> Credentials:
        """Credentials good for now. Raises AwsFailure where there are none."""

    async def renewed(self, account: str, old: Credentials, /) -> Credentials:
        """Others, after AWS refused these as expired; the same where there are no others."""


class Fallback(Protocol):
    """The slow, safe way round."""

    async def read(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        """As `LeanReader.read`."""


class Counting(Protocol):
    """Told what goes over the wire, while it does."""

    requests: int
    retried: int
    throttled: int


@dataclass
class Counts:
    """What went over the wire."""

    requests: int = 0
    retried: int = 0
    throttled: int = 0


@dataclass
class _Lanes:
    """Paces and breakers, by what AWS counts and by host."""

    buckets: dict[str, dict[tuple[str, Operation], Bucket]] = field(default_factory=dict)
    breakers: dict[str, Breaker] = field(default_factory=dict)

    def bucket(self, account: str, region: str, op: Operation) -> Bucket:
        held = self.buckets.get(account)
        if held is None:
            held = self.buckets[account] = {}
        found = held.get((region, op))
        if found is None:
            found = held[region, op] = Bucket(prior(op.service, op.name))
        return found

    def breaker(self, host: str) -> Breaker:
        found = self.breakers.get(host)
        if found is None:
            found = self.breakers[host] = Breaker()
        return found


class Slots:
    """So many at once, first come, first served.

    asyncio.Semaphore looks through all who wait each time a slot is free, which with thousands waiting costs more than
    the requests.
    """

    def __init__(self, free: int) -> None:
        self._free = free
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> None:
        if self._free and not self._waiting:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the slot was given, and is not wanted any more
                self._pass_on()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class LeanReader:
    """Answers Reads for any number of accounts. An async context manager; used within one event loop.

    `override` gives the address that the environment sets for a service (`S3 Control`), or None for AWS's own. Nobody
    waits for an answer after `deadline` (of time.monotonic()): what AWS has no time for until then is given up at once.
    """

    def __init__(
        self,
        keys: Keys,
        fallback: Fallback,
        *,
        override: Callable[[str], str | None] = lambda _: None,
        in_flight: int = IN_FLIGHT,
        deadline: float | None = None,
        resolve: Resolve = lambda *address: address,
        counts: Counting | None = None,
    ) -> None:
        self._resolve = resolve
        self._keys, self._fallback, self._override = keys, fallback, cache(override)
        self._slots = Slots(in_flight)
        self._deadline = deadline
        self._lanes, self._budget = _Lanes(), RetryBudget()
        self._skew = 0.0  # seconds that AWS's clock is ahead of this machine's
        self._pool: Pool | None = None
        self._collected = True
        self.counts: Counting = counts or Counts()

    def forget(self, account: str) -> None:
        """Let go of what is remembered of an account that will not be asked again."""
        self._lanes.buckets.pop(account, None)
        if self._pool is not None:
            for host in self._pool.leave(f"{account}."):  # S3 Control has a host for each account
                self._lanes.breakers.pop(host, None)

    async def __aenter__(self) -> LeanReader:
        self._pool = Pool(resolve=self._resolve)
        # Answers are trees of plain values, which reference counting frees; looking for cycles among them would cost
        # as much as reading them.
        self._collected = gc.isenabled()
        gc.disable()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._collected:
            gc.enable()
        if self._pool is not None:
            await self._pool.close()

    async def read(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        """The whole answer with all pages joined, None for one of the Read's `or_none` codes, or Why not."""
        op = operation(read.service, read.operation)
        if op is None:
            return await self._fallback.read(place, read)
        try:
            return await self._whole(op, place, read)
        except Refusal as refusal:
            if read.takes_for_none(refusal.code, refusal.message):
                return None
            return why(place, read, in_our_words(refusal.code, refusal.message))
        except AwsFailure as failure:
            return why(place, read, failure)
        except NoEndpoint as nowhere:
            return why(place, read, AwsFailure("EndpointUnreachable", str(nowhere)))

    async def _whole(self, op: Operation, place: Place, read: Read) -> dict[str, Any]:
        region = read.region or place.endpoint_region
        parameters: dict[str, Any] | None = read.parameters
        pages: list[dict[str, Any]] = []
        while parameters is not None:
            page = await self._page(op, parameters, place.account, region, read.root_task)
            pages.append(page)
            if op.pages and op.pages.get("bare") in read.parameters:
                break  # whoever gives a token wants that page and no other
            parameters = paging.next_page(op, parameters, page)
        return paging.join(op, pages)

    async def _page(
        self, op: Operation, parameters: dict[str, Any], account: str, region: str, root_task: str | None
    ) -> dict[str, Any]:
        """One request, sent until it has an answer or there is no more use in it. Raises Refusal or AwsFailure."""
        request = unsigned(op, parameters)
        bucket = self._lanes.bucket(account, region, op)
        signer = whose(account, root_task)
        who = await self._keys.current(signer)
        began, attempt, timeouts, mended = time.monotonic(), 0, 0, False
        while True:
            where = endpoint(op, parameters, region, override=self._override(op.of.id))
            await bucket.turn()
            try:
                page = answer(op, *await self._ask(request, where, who))
            except Refusal as refusal:
                if refusal.code in _TOO_FAST or refusal.status == 429:
                    self.counts.throttled += 1
                    bucket.refused()
                    wait = refusal.retry_after or 0.0
                    if time.monotonic() + wait > self._latest(began + _PATIENCE):
                        raise
                    await asyncio.sleep(wait)
                elif refusal.code in _ELSEWHERE and refusal.region and refusal.region != region:
                    region = refusal.region
                elif refusal.code in _WRONG_CLOCK and not mended and self._mind_the_clock(refusal):
                    mended = True
                elif refusal.code in EXPIRED and not mended:
                    mended, old = True, who
                    who = await self._keys.renewed(signer, old)
                    if who == old:
                        raise
                elif refusal.status >= 500 or refusal.code in _PASSING:
                    attempt += 1
                    await self._again(attempt, refusal)
                else:
                    raise
            except (Dropped, Unreachable) as drop:
                attempt = _ATTEMPTS if isinstance(drop, Unreachable) and drop.final else attempt + 1
                await self._again(attempt, AwsFailure("EndpointUnreachable", str(drop)))
            except TimeoutError as late:
                attempt, timeouts = attempt + 1, timeouts + 1
                failure = AwsFailure("TimedOut", "no answer in time")
                if timeouts >= _TIMEOUTS:
                    raise failure from late
                await self._again(attempt, failure)
            else:
                bucket.answered()
                self._budget.earn()
                return page
            self.counts.retried += 1

    async def _ask(self, request: Unsigned, where: Endpoint, who: Credentials) -> tuple[int, dict[str, str], bytes]:
        """Send it once."""
        assert self._pool is not None
        breaker = self._lanes.breaker(where.host)
        async with self._slots:
            if not breaker.may_ask():
                raise AwsFailure("EndpointUnreachable", f"{breaker.why}; {where.host} is not asked again for a while")
            target, headers = sign(request, where, who, at=time.time() + self._skew)
            self.counts.requests += 1
            try:
                answered: Answered = await self._pool.send(
                    Origin(where.scheme, where.host), request.method, target, headers, request.body
                )
            except (Unreachable, TimeoutError) as gone:
                breaker.failed(str(gone))
                raise
        breaker.worked()
        return answered

    def _latest(self, moment: float) -> float:
        """The moment, or the end of the run's time if that comes first."""
        return moment if self._deadline is None else min(moment, self._deadline)

    async def _again(self, attempt: int, failure: Exception) -> None:
        """Wait before another attempt, or raise where there is none left."""
        if attempt >= _ATTEMPTS or not self._budget.spend():
            raise failure
        await asyncio.sleep(pause(attempt))

    def _mind_the_clock(self, refusal: Refusal) -> bool:
        """Learn how far this machine's clock is off from the answer's Date; whether that can be the reason."""
        if refusal.date is None:
            return False
        try:
            theirs = parsedate_to_datetime(refusal.date).timestamp()
        except ValueError:
            return False
        skew = theirs - time.time()
        if abs(skew - self._skew) < _SKEW_WORTH_IT:
            return False
        self._skew = skew
        return True
