"""An analyzer finds access that nobody uses.

Roles, keys, passwords and permissions outlive what they were for, and each is a way in that nobody would miss. The
analyzer names those without use for 90 days.

Check by hand:
    aws accessanalyzer list-analyzers --region REGION

Fix by hand:
    aws accessanalyzer create-analyzer --region REGION --analyzer-name hardpan-unused --type ORGANIZATION_UNUSED_ACCESS --configuration unusedAccess={unusedAccessAge=90}

Edge cases:
    IAM is the same in every Region: one analyzer, in the home Region, is enough. With organization.security_tooling in
    hardpan.yaml it is one of the whole organization, in that account; without, each account has its own, of type
    ACCOUNT_UNUSED_ACCESS. It is priced by roles and users, service-linked roles not counted.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-create-unused.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.prices import said
from hardpan.snapshot import Snapshot

from ...administration import is_tooling
from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, TOOLING
from ...organizations.facts import Membership
from ..examples import OF_UNUSED
from ..facts import ON, UnusedAccessAnalyzer
from ..wanted import DAYS, unused_kind

_OF_ALL = replace(OF_UNUSED, kind="ORGANIZATION_UNUSED_ACCESS")


@control(
    section="iam",
    severity=Severity.LOW,
    profile="enterprise",
    catalogue="iam.analyzer.unused",
    joins=[Account, UnusedAccessAnalyzer],
    passes=[(IN_NONE, OF_UNUSED), (AS_MEMBER, OF_UNUSED), (AS_MEMBER, TOOLING, _OF_ALL, DESCRIBED)],
    fails=[
        (IN_NONE,),
        (AS_MEMBER, replace(OF_UNUSED, status="DISABLED")),
        (AS_MEMBER, replace(OF_UNUSED, days=180)),
        (AS_MEMBER, TOOLING, OF_UNUSED, DESCRIBED),
    ],
    not_applicable=[(AS_MEMBER, DESCRIBED), (MEMBERSHIP, DESCRIBED)],
    human=(
        "How long access may go unused is set when an analyzer is made, and one that is DISABLED or FAILED stays so: "
        "Console > IAM > Access Analyzer > Analyzer settings, delete the analyzer of unused access, and plan again."
    ),
    cost=said("accessanalyzer.unused"),
)
def unused_access(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    kind = unused_kind(want)
    found = [one for one in snapshot.all(UnusedAccessAnalyzer, account=account.place.account) if one.kind == kind]
    member = account.management_account is not None or want.organization.described
    if member and want.organization.security_tooling and not is_tooling(snapshot, want):
        return NotApplicable(f"judged in account {want.organization.security_tooling}")
    for one in found:
        if one.status in ON and one.days <= DAYS:
            return Pass(f"what nobody has used for {one.days} days is told, from {one.place.region}")
    if found:
        return Fail(f"the analyzer of unused access is {found[0].status}, and looks {found[0].days} days back")
    return Fail("no analyzer looks for access that nobody uses")
