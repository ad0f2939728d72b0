"""Security Hub checks every account by one configuration, and the findings come together.

One policy at the organization's root says which standards are checked in every account and Region, also in those that
are to come. Findings of all Regions are seen in the home Region.

Check by hand:
    aws securityhub list-finding-aggregators --region HOME_REGION
    aws securityhub describe-organization-configuration --region HOME_REGION
    aws securityhub list-configuration-policy-associations --region HOME_REGION

Fix by hand:
    aws securityhub create-finding-aggregator --region HOME_REGION --region-linking-mode ALL_REGIONS
    aws securityhub update-organization-configuration --region HOME_REGION --no-auto-enable --auto-enable-standards NONE --organization-configuration ConfigurationType=CENTRAL
    aws securityhub create-configuration-policy --region HOME_REGION --name hardpan --configuration-policy file://policy.json
    aws securityhub start-configuration-policy-association --region HOME_REGION --configuration-policy-identifier POLICY_ID --target RootId=ROOT_ID

    policy.json: {"SecurityHub": {"ServiceEnabled": true, "EnabledStandardIdentifiers": ["arn:aws:securityhub:HOME_REGION::standards/aws-foundational-security-best-practices/v/1.0.0"], "SecurityControlsConfiguration": {"DisabledSecurityControlIdentifiers": []}}}

Edge cases:
    It is done in the account that administers Security Hub, in the home Region, which cannot be one that is opted into.
    Another policy that the root has is kept, and passes if it turns on the standards of the profile. Policies of units and
    accounts override the root's, and are left alone. Standards that an account has turned on for itself, and the policy
    does not name, are turned off.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/central-configuration-intro.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import not_the_tooling, regions_of
from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, TOOLING
from ...organizations.facts import Membership
from ..examples import ADMINISTRATION, AGGREGATOR, REGION
from ..facts import Administration, Aggregator
from ..wanted import standards

_GOOD = (AS_MEMBER, TOOLING, REGION, AGGREGATOR, DESCRIBED)


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    profile="team",
    catalogue="detect.securityhub.org",
    joins=[Account, Region, Aggregator, Administration],
    passes=[(*_GOOD, ADMINISTRATION), (*_GOOD, replace(ADMINISTRATION, root_status="PENDING"))],
    fails=[
        _GOOD,
        (AS_MEMBER, TOOLING, REGION, ADMINISTRATION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(AGGREGATOR, mode="NO_REGIONS"), ADMINISTRATION, DESCRIBED),
        (*_GOOD, replace(ADMINISTRATION, kind="LOCAL")),
        (*_GOOD, replace(ADMINISTRATION, root_policy=None)),
        (*_GOOD, replace(ADMINISTRATION, root_status="FAILED")),
        (*_GOOD, replace(ADMINISTRATION, root_standards=())),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, REGION), (AS_MEMBER, REGION, DESCRIBED), (MEMBERSHIP, REGION, DESCRIBED)],
    human=(
        "Where the message names what another policy at the root lacks, or an aggregator leaves Regions out: Console > "
        "Security Hub CSPM > Settings > Configuration, in the home Region of the account for security tooling; change "
        "it there. Where Security Hub is not administered from the account: see control securityhub.administrator."
    ),
    cost="usage-priced by checks in every account and Region; free for the first 30 days of each",
)
def central_configuration(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict
    home = want.home(account.place)
    if home not in regions_of(snapshot, account):
        return NotApplicable(f"judged in {want.home_region}, which this run does not look at")
    found = snapshot.at(Administration, home)
    aggregator = snapshot.at(Aggregator, home)
    if not found:
        return Fail("Security Hub is not administered from this account")
    if not aggregator or aggregator[0].mode not in ("ALL_REGIONS", "ALL_REGIONS_EXCEPT_SPECIFIED"):
        return Fail(f"findings of other Regions do not come to {home.region}")
    here = found[0]
    if here.kind != "CENTRAL":
        return Fail("each account configures Security Hub for itself")
    if not here.root_policy or here.root_status == "FAILED":
        return Fail("no configuration policy holds at the organization's root")
    if lacking := [name for name in standards(want.profile) if name not in here.root_standards]:
        return Fail(f"the policy at the organization's root does not turn on {', '.join(lacking)}")
    return Pass(
        f"every account is checked against {', '.join(here.root_standards)}, and {home.region} has all findings"
    )
