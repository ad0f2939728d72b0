"""What to ask Inspector, and what the answers mean."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hardpan.model import Place, Read, Reading, collector

from ..administration import DESCRIBE, administrator, organization
from ..enrolment import READS, left_out
from ..offered import offered
from .administrators import INSPECTOR
from .facts import Administration, Administrator, Scanning, lacking

# https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html
_ACCOUNTS_PER_CALL = 100


@collector(Scanning, per="region", reads=["inspector2:BatchGetAccountStatus"])
def scanning(here: Place) -> Reading[Scanning]:
    """What the account has scanned, whoever turned it on."""
    if not offered("inspector2", here):
        return []
    (told,) = (yield Read("inspector2", "BatchGetAccountStatus"))["accounts"]
    return [Scanning(place=here, statuses=_statuses(told))]


@collector(Administrator, per="region", reads=INSPECTOR.reads)
def administrators(here: Place) -> Reading[Administrator]:
    """Whom the management account has designated."""
    return (yield from administrator(here, INSPECTOR, Administrator))


@collector(
    Administration,
    per="region",
    reads=[
        DESCRIBE,
        "inspector2:GetDelegatedAdminAccount",
        "inspector2:DescribeOrganizationConfiguration",
        "inspector2:ListMembers",
        "inspector2:BatchGetAccountStatus",
        *READS,
    ],
)
def administrations(here: Place) -> Reading[Administration]:
    """Of a member of an organization that administers Inspector."""
    if not offered("inspector2", here):
        return []
    told = yield from organization(here)
    if told is None or told["MasterAccountId"] == here.account or not (yield from _administers(here)):
        return []
    configured, listed = yield [
        Read("inspector2", "DescribeOrganizationConfiguration"),
        Read("inspector2", "ListMembers"),
    ]
    members = sorted(one["accountId"] for one in listed["members"] if one["relationshipStatus"] == "ENABLED")
    scanned = yield from _scanned(members)
    return [
        Administration(
            place=here,
            auto_enable=configured["autoEnable"],
            left_out=(yield from left_out(here, set(members), told["MasterAccountId"])),
            unscanned={name: missing for name in members if (missing := lacking(scanned.get(name, _NOTHING)))},
        )
    ]


def _administers(here: Place) -> Generator[Read, Any, bool]:
    """Whether the account administers Inspector in the Region.

    The same account does in all Regions, so that one that is not it in one is asked once, whatever its Regions.
    """
    found = None
    for region in dict.fromkeys((here.global_region, here.endpoint_region)):
        asked = Read("inspector2", "GetDelegatedAdminAccount").at(region).or_none("ResourceNotFoundException")
        found = yield asked
        if found is not None and found["delegatedAdmin"]["accountId"] != here.account:
            return False
    return found is not None


def _scanned(members: list[str]) -> Generator[Any, Any, dict[str, dict[str, str]]]:
    """What members have scanned, by number."""
    answers = yield [
        Read("inspector2", "BatchGetAccountStatus", accountIds=members[start : start + _ACCOUNTS_PER_CALL])
        for start in range(0, len(members), _ACCOUNTS_PER_CALL)
    ]
    return {one["accountId"]: _statuses(one) for answer in answers for one in answer["accounts"]}


# Of a member that Inspector tells nothing about.
_NOTHING = {"ec2": "DISABLED", "ecr": "DISABLED", "lambda": "DISABLED"}


def _statuses(told: dict[str, Any]) -> dict[str, str]:
    return {kind: each["status"] for kind, each in told["resourceState"].items()}
