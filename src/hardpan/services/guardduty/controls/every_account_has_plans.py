"""GuardDuty's plans for what runs and what is stored come to every account.

Set once by the administrator, they are on wherever there is something to look at, in accounts to come as well.

Check by hand:
    aws guardduty describe-organization-configuration --region REGION --detector-id DETECTOR_ID

Fix by hand:
    aws guardduty update-organization-configuration --region REGION --detector-id DETECTOR_ID --auto-enable-organization-members ALL --features Name=EKS_AUDIT_LOGS,AutoEnable=ALL Name=EBS_MALWARE_PROTECTION,AutoEnable=ALL Name=RDS_LOGIN_EVENTS,AutoEnable=ALL Name=LAMBDA_NETWORK_LOGS,AutoEnable=ALL

Edge cases:
    It is done in the account that administers GuardDuty, whose own detector has its own settings. AWS takes up to 24 hours
    to reach every account. A plan that GuardDuty does not tell of is not offered in the Region.

Source: https://docs.aws.amazon.com/guardduty/latest/APIReference/API_UpdateOrganizationConfiguration.html
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Account, Place, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import everywhere, not_the_tooling, regions_of
from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, TOOLING
from ...organizations.facts import Membership
from ..examples import ADMINISTRATION, REGION, WITH_PLANS_FOR_ALL
from ..facts import PLANS, Administration


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    profile="enterprise",
    catalogue="detect.guardduty.plans",
    joins=[Account, Region, Administration],
    passes=[(AS_MEMBER, TOOLING, REGION, WITH_PLANS_FOR_ALL, DESCRIBED)],
    fails=[(AS_MEMBER, TOOLING, REGION, DESCRIBED), (AS_MEMBER, TOOLING, REGION, ADMINISTRATION, DESCRIBED)],
    not_applicable=[(IN_NONE,), (AS_MEMBER, REGION), (AS_MEMBER, REGION, DESCRIBED), (MEMBERSHIP, REGION, DESCRIBED)],
    human=(
        "Where GuardDuty is not administered from the account: see control guardduty.administrator. In a Region that "
        "was opted into, plan again once it is. Where an organization's policy manages GuardDuty: AWS Organizations > "
        "Policies > GuardDuty policies, in the management account."
    ),
    cost="usage-priced in every account; free for the first 30 days of each",
)
def every_account_has_plans(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict

    def faults(place: Place) -> Iterator[str]:
        found = snapshot.at(Administration, place)
        if not found:
            yield "GuardDuty is not administered from this account"
        elif missing := found[0].plans_missing:
            yield f"not in every account: {', '.join(PLANS[name] for name in missing)}"

    return everywhere(regions_of(snapshot, account), faults, "every account has every plan that looks at what is there")
