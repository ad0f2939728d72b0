"""The reader that collectors are driven with: lean requests, with botocore's as the slow, safe way round."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

from hardpan.aws import ahead
from hardpan.aws.access import Aws, Entry, Identity
from hardpan.aws.failure import AwsFailure
from hardpan.aws.keys import RoleKeys, StandardKeys
from hardpan.aws.lean.answer import Refusal, answer
from hardpan.aws.lean.reader import Counting, Counts, LeanReader
from hardpan.aws.overrides import endpoint_of
from hardpan.aws.stopping import Answering, Stopping
from hardpan.model import Place, Problem, Read, Why

if TYPE_CHECKING:
    from hardpan.aws.reader import ThreadedReader

T = TypeVar("T")


def run(reading: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, on uvloop where it is installed (the extra `fast`)."""
    try:
        import uvloop
    except ModuleNotFoundError:
        return asyncio.run(reading)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(reading)


@asynccontextmanager
async def reading(
    aws: Aws,
    entry: Entry | None = None,
    *,
    on_stop: Callable[[Callable[[], None]], None] | None = None,
    counts: Counting | None = None,
) -> AsyncIterator[Answering]:
    """A reader by the codec of `aws`: of the caller's account, and with `entry` of every account that lets it in.

    `on_stop` is given the function that ends reading early. What is unread by then is answered with Why, as it is at
    `aws.deadline`. `counts` is told what goes over the wire.
    """
    own = StandardKeys(aws)
    keys = RoleKeys(own, aws.region, entry) if entry else own
    counts = counts or Counts()
    before = aws.retried
    slow = _Slow(aws, keys)
    lean = LeanReader(keys, slow, override=endpoint_of, deadline=aws.deadline, counts=counts)
    async with lean if aws.codec == "lean" else nullcontext(slow) as asked:
        with Stopping(asked, aws.deadline) as reader:
            if on_stop:
                on_stop(reader.stop)
            if isinstance(keys, RoleKeys):
                keys.ask = reader.read
            yield reader
    counts.retried += aws.retried - before


class _Slow:
    """botocore's reader, made when it is first asked."""

    def __init__(self, aws: Aws, keys: StandardKeys | RoleKeys) -> None:
        self._aws, self._keys = aws, keys
        self._reader: ThreadedReader | None = None

    async def read(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        """As `ThreadedReader.read`."""
        if self._reader is None:
            from hardpan.aws.reader import ThreadedReader

            self._reader = ThreadedReader(self._aws, self._keys)
        return await self._reader.read(place, read)

    def forget(self, account: str) -> None:
        """Nothing is remembered."""


def first_look(aws: Aws) -> tuple[Identity, list[str]]:
    """Whose credentials these are, and the Regions that their account can use, sorted; both asked at once.

    Raises Problem where there are no credentials, or bad ones, or the Regions cannot be told.
    """
    return _asked_ahead(aws) or run(_first_look(aws))


def enabled_regions(aws: Aws) -> list[str]:
    """The Regions that the caller's account can use now, sorted. Raises Problem where that cannot be told."""
    return run(_enabled_regions(aws))


def _asked_ahead(aws: Aws) -> tuple[Identity, list[str]] | None:
    """`first_look` from what was asked while modules were loaded; None where that is not all there."""
    if aws.codec != "lean" or aws.profile is not None:
        return None
    try:
        found = {one.op.name: answer(*one) for one in ahead.answers(aws.region, aws.deadline)}
        return _identity(found["GetCallerIdentity"]), _regions(found["DescribeRegions"])
    except (Refusal, LookupError):
        return None


async def _first_look(aws: Aws) -> tuple[Identity, list[str]]:
    async with reading(aws) as reader:
        identity, regions = await asyncio.gather(
            reader.read(_SOMEWHERE, Read("sts", "GetCallerIdentity").at(aws.region)),
            regions_of(reader, _SOMEWHERE, aws.region),
        )
    if isinstance(identity, Why):
        raise _cannot_start(AwsFailure(identity.code, identity.message))
    assert identity is not None
    return _identity(identity), _told(regions)


def _identity(told: dict[str, Any]) -> Identity:
    return Identity(told["Account"], told["Arn"], told["Arn"].split(":")[1])


async def _enabled_regions(aws: Aws) -> list[str]:
    async with reading(aws) as reader:
        return _told(await regions_of(reader, _SOMEWHERE, aws.region))


async def regions_of(reader: Answering, account: Place, ask_in: str) -> list[str] | Why:
    """The Regions that an account can use, sorted, asked in one of them."""
    told = await reader.read(account, Read("ec2", "DescribeRegions", AllRegions=True).at(ask_in))
    if isinstance(told, Why):
        return told
    assert told is not None
    return _regions(told)


def _regions(told: dict[str, Any]) -> list[str]:
    return sorted(
        region["RegionName"]
        for region in told.get("Regions", [])
        if region.get("OptInStatus", "opt-in-not-required") != "not-opted-in"
    )


# The caller's account before anybody knows which it is.
_SOMEWHERE = Place("000000000000")


def _told(regions: list[str] | Why) -> list[str]:
    if isinstance(regions, Why):
        raise Problem(
            f"cannot list the account's Regions: {regions.code}: {regions.message}",
            effect="nothing was read",
            next="hardpan permissions   # the account needs ec2:DescribeRegions",
        )
    return regions


def _cannot_start(refusal: AwsFailure) -> Problem:
    if refusal.code == "NoCredentials":
        return Problem(
            f"no AWS credentials: {refusal.message}",
            effect="nothing was read",
            next="aws configure   # or: export AWS_PROFILE=NAME, aws login",
        )
    if refusal.code in {"EndpointUnreachable", "TimedOut"}:
        return Problem(
            f"cannot reach AWS: {refusal.message}",
            effect="nothing was read",
            next="check the network, AWS_ENDPOINT_URL and HTTPS_PROXY",
        )
    if refusal.bad_credentials:
        return Problem(
            f"AWS does not accept the credentials: {refusal}",
            effect="nothing was read",
            next="aws sts get-caller-identity   # sign in again, then retry",
        )
    return Problem(f"cannot find out whose credentials these are: {refusal}", effect="nothing was read")


__all__ = ["Answering", "enabled_regions", "first_look", "reading", "regions_of", "run"]
