"""What to change so that somebody looks for access from outside, and for access that nobody uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Read, Settled, Step, Write, operation, step_key
from hardpan.prices import said
from hardpan.snapshot import Snapshot

from ..administration import is_tooling
from ..organizations.facts import Membership
from ..organizations.operations.delegation import registered_key
from .facts import WHOLE, Analyzer, UnusedAccessAnalyzer
from .wanted import DAYS, unused_kind

NAME, OF_ALL, OF_UNUSED = "hardpan", "hardpan-organization", "hardpan-unused"
_PRINCIPAL = "access-analyzer.amazonaws.com"
# An account that has just become the administrator is not known as such everywhere.
_NOT_YET = (
    NotYet("ValidationException", "not enabled", seconds=120),
    NotYet("AccessDeniedException", "administrator", seconds=120),
)
_WRITES = ["accessanalyzer:CreateAnalyzer", "accessanalyzer:DeleteAnalyzer"]
_PERMISSIONS = ["access-analyzer:GetAnalyzer", "iam:CreateServiceLinkedRole"]


@operation(
    satisfies=["accessanalyzer.external_analyzer"],
    facts=[Analyzer],
    writes=_WRITES,
    permissions=_PERMISSIONS,
)
def external_analyzer(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """An analyzer in each Region that has none; AWS allows one of its type, so that a broken one is left to a person.

    The account for security tooling has the organization's, which looks at its own resources too.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-quotas.html
    """
    for region in have.regions if not is_tooling(have, want) else ():
        if not have.at(Analyzer, region.place):
            key = step_key("accessanalyzer.external_analyzer/create", region.place)
            yield _create(key, region.place, NAME, "ACCOUNT", "no analyzer looks for access from outside")


@operation(
    satisfies=["accessanalyzer.organization_analyzer", "accessanalyzer.external_analyzer"],
    facts=[Membership, Analyzer],
    writes=_WRITES,
    after=["organizations.delegated_administrators"],
    permissions=_PERMISSIONS,
    asked_by=["organization.security_tooling"],
)
def organization_analyzer(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """An analyzer of the whole organization in each Region of the account for security tooling that has none.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-delegated-administrator.html
    """
    for region in have.regions if is_tooling(have, want) else ():
        if not any(analyzer.kind == WHOLE for analyzer in have.at(Analyzer, region.place)):
            key = step_key("accessanalyzer.organization_analyzer/create", region.place)
            why = "no analyzer looks at the whole organization for access from outside"
            yield _for_all(_create(key, region.place, OF_ALL, WHOLE, why), have)


@operation(
    satisfies=["accessanalyzer.unused_access"],
    facts=[Membership, UnusedAccessAnalyzer],
    writes=_WRITES,
    after=["organizations.delegated_administrators"],
    permissions=_PERMISSIONS,
)
def unused_access(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """One analyzer of unused access in the home Region: the organization's, or the account's where nobody has that.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-create-unused.html
    """
    kind = unused_kind(want)
    for account in have.accounts:
        if want.organization.security_tooling and not is_tooling(have, want):
            continue
        if any(one.kind == kind for one in have.all(UnusedAccessAnalyzer, account=account.id)):
            continue
        home = want.home(account.place)
        key = step_key("accessanalyzer.unused_access/create", home)
        made = _create(key, home, OF_UNUSED, kind, "no analyzer looks for access that nobody uses", unused=DAYS)
        yield _for_all(made, have) if want.organization.security_tooling else made


def _for_all(step: Step, have: Snapshot) -> Step:
    """What only the administrator of Access Analyzer may make, once it is that."""
    (membership,) = have.all(Membership)
    management = replace(step.place, account=str(membership.management_account), region=None)
    return replace(step, needs=frozenset({registered_key(_PRINCIPAL, management)}), not_yet=_NOT_YET)


def _create(key: str, place: Place, name: str, kind: str, because: str, unused: int | None = None) -> Step:
    more: dict[str, Any] = {"configuration": {"unusedAccess": {"unusedAccessAge": unused}}} if unused else {}
    return Step(
        key=key,
        place=place,
        write=Write("accessanalyzer", "CreateAnalyzer", analyzerName=name, type=kind, **more),
        because=because,
        before="no such analyzer",
        after=f"analyzer {name}",
        undo=(Write("accessanalyzer", "DeleteAnalyzer", analyzerName=name),),
        monthly_cost_usd=None if unused else 0.0,
        cost_note=said("accessanalyzer.unused") if unused else "",
        settled=Settled(
            Read("accessanalyzer", "GetAnalyzer", analyzerName=name).or_none("ResourceNotFoundException"),
            "analyzer.status",
            "ACTIVE",
        ),
    )
