"""Look at an organization that exists, from its management account. Reads only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from hardpan.aws import Aws
from hardpan.aws.failure import DENIED
from hardpan.aws.readers import Answering, reading, run
from hardpan.collect import Progress
from hardpan.config import Baseline
from hardpan.model import ExitCode, Fact, FactUnreadable, Place, Problem, Read, Why
from hardpan.plan import Selection
from hardpan.services.controltower.facts import ROLE as CONTROL_TOWER_ROLE
from hardpan.services.controltower.facts import TRAIL as CONTROL_TOWER_TRAIL
from hardpan.services.controltower.facts import EnabledBaseline, LandingZone
from hardpan.services.organizations.facts import (
    Administrator,
    Member,
    Membership,
    OrganizationPolicy,
    TrustedServices,
)
from hardpan.services.organizations.layout import OPEN
from hardpan.services.organizations.standing import manages
from hardpan.snapshot import Snapshot
from hardpan.workflows.session import Session, begin
from hardpan.workflows.survey import look

F = TypeVar("F", bound=Fact)

_SCP = "SERVICE_CONTROL_POLICY"
_AT_ONCE = 20  # accounts that are entered at a time
_KEEPING = ("log", "audit", "archive", "security")  # of names of accounts that are looked into first


@dataclass(frozen=True)
class Named:
    """A unit by the names on the way to it, any of which may hold a `/`."""

    id: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class SharedTrail:
    """A trail of the whole organization."""

    name: str
    arn: str
    home_region: str
    bucket: str
    works: bool  # it logs, and in every Region


@dataclass(frozen=True, kw_only=True)
class Sight:
    """An organization as its management account sees it. What could not be read is the reason why."""

    membership: Membership
    members: Sequence[Member]
    units: Sequence[Named]
    administrators: Sequence[Administrator] | Why
    policies: Sequence[OrganizationPolicy] | Why
    trusted: Sequence[str] | Why
    trails: Sequence[SharedTrail] = ()  # those that work first
    hidden: Sequence[Why] = ()  # why a Region's trails are not known
    keeper: str | None = None  # the account whose the first trail's bucket is
    landing_zones: Sequence[LandingZone] | Why = ()  # one, where Control Tower governs
    enrolled: Sequence[str] | Why = ()  # the accounts that it governs
    on_root: Sequence[str] = ()  # what service control policies on the root say

    @property
    def place(self) -> Place:
        """The management account."""
        return self.membership.place

    @property
    def zone(self) -> LandingZone | None:
        """Control Tower's landing zone, where it is known that there is one."""
        return None if isinstance(self.landing_zones, Why) else next(iter(self.landing_zones), None)

    @property
    def outside(self) -> list[Member]:
        """The accounts in use that Control Tower does not govern, in an organization that it governs."""
        if self.zone is None or isinstance(self.enrolled, Why):
            return []
        return [one for one in self.open if one.id not in self.enrolled]

    @property
    def trail(self) -> SharedTrail | None:
        """The organization's trail."""
        return self.trails[0] if self.trails else None

    @property
    def open(self) -> list[Member]:
        """The accounts that are in use, the management account not counted."""
        return [one for one in self.members if one.state in OPEN and one.id != self.place.account]


def see(aws: Aws | None = None, progress: Progress | None = None) -> Sight:
    """The organization that the caller's account manages. Raises Problem where it manages none, or cannot read it."""
    aws = aws or Aws()
    session = begin(Baseline(home_region=aws.region), Selection(), aws)
    kinds = (Membership, Member, Administrator, OrganizationPolicy, TrustedServices, LandingZone, EnabledBaseline)
    have = look(session, kinds, progress)
    if progress and progress.interrupted:
        raise KeyboardInterrupt  # a file of what was seen of it would leave out the rest
    here = session.account.place
    (membership,) = must_be_told(have, Membership, here)
    if membership.organization is None:
        raise Problem(
            f"account {here.account} is in no organization: there is nothing to adopt",
            effect="nothing was written",
            next="hardpan init --organization 'aws+{name}@example.com'   # to begin one",
            code=ExitCode.USAGE,
        )
    must_manage(membership)
    trusted = _told(have, TrustedServices, here)
    enabled = _told(have, EnabledBaseline, here)
    sight = Sight(
        membership=membership,
        members=must_be_told(have, Member, here),
        units=(),
        administrators=_told(have, Administrator, here),
        policies=_told(have, OrganizationPolicy, here),
        trusted=trusted if isinstance(trusted, Why) else [name for one in trusted for name in one.principals],
        landing_zones=_told(have, LandingZone, here),
        enrolled=enabled if isinstance(enabled, Why) else [one.target for one in enabled if one.governs],
    )
    return run(_closer(session, sight))


def must_manage(membership: Membership) -> None:
    """Raises Problem where the account does not manage the organization that it is in."""
    if not manages(membership):
        raise Problem(
            f"account {membership.place.account} is a member of {membership.organization}; only its management "
            f"account, {membership.management_account}, sees all of it",
            effect="nothing was read further, and nothing written",
            next="export AWS_PROFILE=NAME   # a profile of the management account",
            code=ExitCode.USAGE,
        )


def _told(have: Snapshot, kind: type[F], here: Place) -> Sequence[F] | Why:
    try:
        return have.at(kind, here)
    except FactUnreadable as hidden:
        return hidden.why


def must_be_told(have: Snapshot, kind: type[F], here: Place) -> Sequence[F]:
    """Facts that nothing can be said without. Raises Problem where they could not be read."""
    told = _told(have, kind, here)
    if isinstance(told, Why):
        raise _unread(told)
    return told


def _unread(why: Why) -> Problem:
    return Problem(
        f"cannot read the organization: {why}",
        effect="nothing was written",
        next=f"allow {why.permission} to the caller, and run it again" if why.code in DENIED else "hardpan doctor",
    )


async def _closer(session: Session, sight: Sight) -> Sight:
    """What no control asks: the names of units, the organization's trails, what policies say."""
    async with reading(session.aws, session.entry) as reader:
        units, (trails, hidden), on_root = await asyncio.gather(
            _units(reader, sight.place),
            _trails(reader, sight.place, session.regions),
            _on_root(reader, sight),
        )
    sight = replace(sight, units=units, trails=trails, hidden=hidden, on_root=on_root)
    return replace(sight, keeper=await _keeper(session, sight)) if sight.trail else sight


async def _ask(reader: Answering, place: Place, read: Read) -> dict[str, Any]:
    """An answer without which nothing can be written. Raises Problem where there is none."""
    answer = await reader.read(place, read)
    if isinstance(answer, Why):
        raise _unread(answer)
    return answer or {}


async def _units(reader: Answering, here: Place) -> list[Named]:
    """Every unit, each after the one it is in."""
    (root,) = (await _ask(reader, here, Read("organizations", "ListRoots")))["Roots"]
    found: list[Named] = []
    level = [Named(root["Id"], ())]
    while level:
        asked = [Read("organizations", "ListOrganizationalUnitsForParent", ParentId=above.id) for above in level]
        answers = await asyncio.gather(*(_ask(reader, here, read) for read in asked))
        level = [
            Named(told["Id"], (*above.names, told["Name"]))
            for above, answer in zip(level, answers, strict=True)
            for told in answer["OrganizationalUnits"]
        ]
        found += level
    return sorted(found, key=lambda unit: unit.names)


async def _trails(reader: Answering, here: Place, regions: Sequence[str]) -> tuple[list[SharedTrail], list[Why]]:
    read = Read("cloudtrail", "DescribeTrails", includeShadowTrails=False)
    answers = await asyncio.gather(*(reader.read(here.at(region), read) for region in regions))
    told = [one for answer in answers if isinstance(answer, dict) for one in answer["trailList"]]
    shared = [one for one in told if one.get("IsOrganizationTrail")]
    asked = [(here.at(one["HomeRegion"]), Read("cloudtrail", "GetTrailStatus", Name=one["TrailARN"])) for one in shared]
    statuses = await asyncio.gather(*(reader.read(place, read) for place, read in asked))
    found = [
        SharedTrail(
            one["Name"],
            one["TrailARN"],
            one["HomeRegion"],
            one["S3BucketName"],
            works=isinstance(status, dict) and status["IsLogging"] and one.get("IsMultiRegionTrail", False),
        )
        for one, status in zip(shared, statuses, strict=True)
    ]
    hidden = [answer for answer in answers if isinstance(answer, Why)]
    return sorted(found, key=lambda trail: (not trail.works, trail.arn)), hidden


async def _on_root(reader: Answering, sight: Sight) -> list[str]:
    """What others' service control policies on the root say, of those that can be read."""
    if isinstance(sight.policies, Why):
        return []
    ids = [one.id for one in sight.policies if one.kind == _SCP and any(name[:2] == "r-" for name in one.targets)]
    asked = [Read("organizations", "DescribePolicy", PolicyId=one) for one in ids]
    answers = await asyncio.gather(*(reader.read(sight.place, read) for read in asked))
    return [answer["Policy"]["Content"] for answer in answers if isinstance(answer, dict)]


async def _keeper(session: Session, sight: Sight) -> str | None:
    """The account whose bucket the trail delivers to; None where no account that lets the caller in has it."""
    assert sight.trail is not None
    names = {one.id: one.name for one in sight.open}
    bucket = sight.trail.bucket
    order = sorted(names, key=lambda one: (one not in bucket, not _keeps(names[one]), one))
    governed = sight.zone is not None or sight.trail.name == CONTROL_TOWER_TRAIL
    roles = (session.want.access.role, *([CONTROL_TOWER_ROLE] if governed else []))
    for role in roles:
        async with reading(session.aws, replace(session.entry, role=role)) as reader:
            for first in range(0, len(order) + 1, _AT_ONCE):
                batch = [sight.place.account, *order][first : first + _AT_ONCE]
                owned = await asyncio.gather(*(_owns(reader, sight.place, one, bucket) for one in batch))
                if found := [one for one, owns in zip(batch, owned, strict=True) if owns]:
                    return found[0]
    return None


def _keeps(name: str) -> bool:
    return any(word in name.lower() for word in _KEEPING)


async def _owns(reader: Answering, here: Place, account: str, bucket: str) -> bool:
    read = Read("s3", "ListBuckets", MaxBuckets=1000).at(here.global_region)
    answer = await reader.read(Place(account, None, here.partition), read)
    reader.forget(account)
    return isinstance(answer, dict) and any(one["Name"] == bucket for one in answer["Buckets"])
