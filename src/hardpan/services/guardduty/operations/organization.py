"""GuardDuty for the whole organization: who administers it, and that no account is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Read, Ref, Settled, Step, Write, in_every_account, operation, step_key
from hardpan.snapshot import Snapshot

from ...account.facts import OptInRegion
from ...administration import designate, is_tooling
from ...organizations.facts import Administrator as Registered
from ...organizations.facts import Member, Membership, TrustedServices
from ..administrators import GUARDDUTY
from ..facts import HIDING, S3_PROTECTION, Administration, Administrator, Detector
from .detector import created_key

_COST = (
    "usage-priced in every account, after a free trial of 30 days each: what guardduty.enabled and "
    "guardduty.s3_protection cost there"
)
# https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateMembers.html
_ACCOUNTS_PER_CALL = 50
# The designation has not reached the Region yet.
_NOT_YET = (NotYet("BadRequestException", "required AWS Organization", seconds=120),)


@operation(
    satisfies=["guardduty.administrator"],
    facts=[Membership, Member, TrustedServices, Registered, Administrator],
    writes=GUARDDUTY.writes,
    after=["organizations.organization", "organizations.accounts", "guardduty.detector", "guardduty.suppressions"],
    permissions=["iam:CreateServiceLinkedRole", "organizations:RegisterDelegatedAdministrator"],
    asked_by=["organization.security_tooling"],
)
def administrator(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The account for security tooling, in each Region once every account has its detector there.

    An account that is designated without one gets one that has every paid plan on.
    https://docs.aws.amazon.com/guardduty/latest/ug/delegated-admin-designate.html
    """
    for step in designate(GUARDDUTY, Administrator, want, have):
        yield _after_detectors(step) if step.place.region else step


def _after_detectors(step: Step) -> Step:
    """A designation, once the account has its detector, and every account what it cannot change as a member."""
    there = replace(step.place, account=step.write.parameters[GUARDDUTY.parameter])
    return replace(step, needs=step.needs | {created_key(there)}, follows=_own(there))


def _own(place: Place) -> frozenset[str]:
    """What every account changes for itself in a Region, while it may."""
    verbs = ("detector/create", "detector/resume", *(f"suppressions/delete_{kind}" for kind in HIDING))
    return frozenset(in_every_account(f"guardduty.{verb}", place) for verb in verbs)


@operation(
    satisfies=[
        "guardduty.every_account_enabled",
        "guardduty.every_account_covered",
        "guardduty.s3_protection",
        "guardduty.frequent_publishing",
    ],
    facts=[Membership, Detector, Administration, OptInRegion],
    writes=["guardduty:UpdateOrganizationConfiguration", "guardduty:CreateMembers"],
    after=["guardduty.administrator", "guardduty.detector", "guardduty.suppressions"],
    permissions=["guardduty:GetMembers", "iam:CreateServiceLinkedRole"],
    asked_by=["organization.security_tooling"],
)
def organization(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every account is a member and has S3 Protection; other plans are left as the administrator has them.

    Accounts' own detectors come first: an account that is enabled from here while it makes its own would fail at it.
    In a Region that is opted into the account must be known to be the administrator: others may not have the Region.
    https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UpdateOrganizationConfiguration.html
    """
    if not is_tooling(have, want):
        return
    (membership,) = have.all(Membership)
    opted = {one.name for one in have.all(OptInRegion)}
    for region in have.regions:
        there = have.at(Detector, region.place)
        found = next(iter(have.at(Administration, region.place)), None)
        if any(detector.managed for detector in there) or (found is None and region.name in opted):
            continue
        if found is None or not found.is_complete:
            detector = there[0].id if there else Ref(created_key(region.place), "DetectorId")
            yield _configured(region.place, detector, found, str(membership.management_account))
        elif found.left_out:
            yield from _joined(found)


def configured_key(place: Place) -> str:
    """Key of the step that has GuardDuty turn itself on in every account."""
    return step_key("guardduty.organization/configure", place)


def _configured(place: Place, detector: str | Ref, found: Administration | None, management: str) -> Step:
    before = found.auto_enable if found else "NONE"
    s3_before = found.features.get(S3_PROTECTION, "NONE") if found else "NONE"
    return Step(
        key=configured_key(place),
        place=place,
        write=_configuration(detector, "ALL", "ALL"),
        because="GuardDuty is not turned on in every account of itself",
        resource=found.resource if found else None,
        before=f"members {before}, S3 Protection {s3_before}",
        after="members ALL, S3 Protection ALL",
        needs=frozenset({created_key(place), GUARDDUTY.designated_key(replace(place, account=management))}),
        follows=_own(place),
        undo=(_configuration(detector, before, s3_before),),
        undo_note="accounts that became members stay members, and keep what was turned on in them",
        monthly_cost_usd=None,
        cost_note=_COST,
        # AWS goes through the accounts within a day; the management account is one that is there in any case.
        settled=_members(detector, sorted(found.left_out) if found and found.left_out else [management]),
        undone=Settled(
            Read("guardduty", "DescribeOrganizationConfiguration", DetectorId=detector),
            "AutoEnableOrganizationMembers",
            before,
        ),
        not_yet=_NOT_YET,
        reaches=True,
    )


def _members(detector: str | Ref, names: list[str]) -> Settled:
    """Whether these accounts, or as many as can be asked about at once, are members."""
    asked = names[:_ACCOUNTS_PER_CALL]
    return Settled(
        Read("guardduty", "GetMembers", DetectorId=detector, AccountIds=asked),
        "length(Members[?RelationshipStatus=='Enabled'])",
        len(asked),
        seconds=300,
    )


def _configuration(detector: str | Ref, members: str, s3: str) -> Write:
    return Write(
        "guardduty",
        "UpdateOrganizationConfiguration",
        DetectorId=detector,
        AutoEnableOrganizationMembers=members,
        Features=[{"Name": S3_PROTECTION, "AutoEnable": s3}],
    )


def _joined(found: Administration) -> Iterator[Step]:
    """What AWS does of itself within a day is asked for."""
    names = sorted(found.left_out)
    for start in range(0, len(names), _ACCOUNTS_PER_CALL):
        yield _join(found, names[start : start + _ACCOUNTS_PER_CALL])


def _join(found: Administration, names: list[str]) -> Step:
    return Step(
        key=step_key(f"guardduty.organization/join:{names[0]}", found.place),
        place=found.place,
        write=Write(
            "guardduty",
            "CreateMembers",
            DetectorId=found.detector,
            AccountDetails=[{"AccountId": name, "Email": found.left_out[name]} for name in names],
        ),
        because=f"no members: {', '.join(names)}",
        resource=found.resource,
        before="left out",
        after="members",
        follows=_own(found.place),
        undo=None,
        undo_note="while every account is to be a member, none can be let go",
        monthly_cost_usd=None,
        cost_note=_COST,
        settled=_members(found.detector, names),
        reaches=True,
    )
