"""GuardDuty watches what runs in every account of the organization.

Runtime Monitoring and its agents, set once by the administrator, come to whatever is started anywhere, in accounts to
come as well.

Check by hand:
    aws guardduty describe-organization-configuration --region REGION --detector-id DETECTOR_ID

Fix by hand:
    aws guardduty update-organization-configuration --region REGION --detector-id DETECTOR_ID --auto-enable-organization-members ALL --features file://features.json

    features.json: [{"Name": "RUNTIME_MONITORING", "AutoEnable": "ALL", "AdditionalConfiguration": [{"Name": "EC2_AGENT_MANAGEMENT", "AutoEnable": "ALL"}, {"Name": "ECS_FARGATE_AGENT_MANAGEMENT", "AutoEnable": "ALL"}, {"Name": "EKS_ADDON_MANAGEMENT", "AutoEnable": "ALL"}]}]

Edge cases:
    The agents are put into workloads: see control guardduty.runtime_monitoring. It is done in the account that
    administers GuardDuty, whose own detector has its own settings. AWS takes up to 24 hours to reach every account.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/managing-gdu-agent-ec2-automated.html
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Place, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import everywhere, not_the_tooling, regions_of
from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, MEMBERSHIP, TOOLING
from ...organizations.facts import Membership
from ..examples import ADMINISTRATION, REGION, WITH_PLANS_FOR_ALL
from ..facts import Administration


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    profile="enterprise",
    catalogue="detect.guardduty.plans",
    joins=[Account, Region, Administration],
    passes=[(AS_MEMBER, TOOLING, REGION, WITH_PLANS_FOR_ALL, DESCRIBED)],
    fails=[
        (AS_MEMBER, TOOLING, REGION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, ADMINISTRATION, DESCRIBED),
        (AS_MEMBER, TOOLING, REGION, replace(WITH_PLANS_FOR_ALL, agents={"EC2_AGENT_MANAGEMENT": "NEW"}), DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, REGION), (AS_MEMBER, REGION, DESCRIBED), (MEMBERSHIP, REGION, DESCRIBED)],
    human=(
        "Where EKS Runtime Monitoring comes to accounts: set it to NONE once Runtime Monitoring is on, as "
        "https://docs.aws.amazon.com/guardduty/latest/ug/migrating-from-eksrunmon-to-runtime-monitoring.html says. "
        "Where GuardDuty is not administered from the account: see control guardduty.administrator."
    ),
    cost="usage-priced by the processors of what is watched, in every account; free for the first 30 days of each",
)
def every_account_has_runtime_monitoring(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := not_the_tooling(account, snapshot, want):
        return verdict

    def faults(place: Place) -> Iterator[str]:
        found = snapshot.at(Administration, place)
        if not found:
            yield "GuardDuty is not administered from this account"
        elif not found[0].watches_at_run_time:
            yield "Runtime Monitoring with its agents does not come to every account"

    return everywhere(
        regions_of(snapshot, account), faults, "Runtime Monitoring with its agents comes to every account"
    )
