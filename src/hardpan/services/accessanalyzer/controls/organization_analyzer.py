"""An analyzer looks at the whole organization for access from outside, in every Region.

To an account's own analyzer the account next door is an outsider. One of the organization knows who belongs to it: what it
finds is what strangers can use, in every account, told in one place; accounts that are made later are looked at as well.

Check by hand:
    aws accessanalyzer list-analyzers --region REGION --type ORGANIZATION

Fix by hand:
    aws accessanalyzer create-analyzer --region REGION --analyzer-name hardpan-organization --type ORGANIZATION

Edge cases:
    It is made in the account for security tooling, which must administer Access Analyzer first: see control
    organizations.delegated_administrators. When another account becomes the administrator, the analyzers of the one
    before are DISABLED.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-delegated-administrator.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import in_regions, not_the_tooling, regions_of
from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, TOOLING
from ...organizations.facts import Membership
from ..examples import ANALYZER, OF_ALL, REGION
from ..facts import WHOLE, Analyzer


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.analyzer.external",
    joins=[Account, Region, Analyzer],
    passes=[(AS_MEMBER, TOOLING, REGION, OF_ALL, DESCRIBED)],
    fails=[
        (AS_MEMBER, TOOLING, REGION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, ANALYZER, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, ANALYZER, replace(OF_ALL, status="DISABLED"), DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, REGION), (AS_MEMBER, REGION, DESCRIBED), (MEMBERSHIP, REGION, DESCRIBED)],
    human=(
        "An analyzer that is DISABLED stays so until the account is its administrator again; one that is FAILED until "
        "somebody repairs it: Console > IAM > Access Analyzer > Analyzer settings, read the reason it gives; delete it "
        "there if it serves nothing, and plan again."
    ),
)
def organization_analyzer(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict
    places = regions_of(snapshot, account)
    wrong: dict[str, list[str]] = {}
    for place in places:
        found = [analyzer for analyzer in snapshot.at(Analyzer, place) if analyzer.kind == WHOLE]
        if not any(analyzer.is_on for analyzer in found):
            fault = f"the organization's analyzer is {found[0].status}" if found else "no analyzer of the organization"
            wrong.setdefault(fault, []).append(place.endpoint_region)
    if wrong:
        return Fail("; ".join(f"{fault} {in_regions(where)}" for fault, where in wrong.items()))
    return Pass(f"an analyzer looks at the whole organization, in {len(places)} Regions")
