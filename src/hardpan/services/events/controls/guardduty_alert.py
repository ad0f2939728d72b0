"""Somebody hears of GuardDuty findings of high severity.

GuardDuty sends no mail by itself: a finding that nobody opens the console for is found too late. Severity 7 and above
means that a resource is being misused now.

Check by hand:
    aws events describe-rule --region REGION --name hardpan-guardduty-high
    aws events list-targets-by-rule --region REGION --rule hardpan-guardduty-high

Fix by hand:
    aws events put-rule --region REGION --name hardpan-guardduty-high --state ENABLED --event-pattern file://pattern.json
    aws events put-targets --region REGION --rule hardpan-guardduty-high --targets Id=hardpan-alerts,Arn=TOPIC_ARN
    aws events put-targets --region OTHER --rule hardpan-guardduty-high --targets Id=hardpan-alerts,Arn=BUS_ARN,RoleArn=ROLE_ARN

    In the home Region the target is the alert topic. In every other Region it is the home Region's event bus,
    arn:PARTITION:events:HOME_REGION:ACCOUNT:event-bus/default, with the role HardpanEventForwarder.
    `hardpan plan --output aws-cli` prints the pattern and every ARN.

Edge cases:
    With a delegated administrator the findings of all accounts come in the administrator's account, too.
    A rule of another name counts as well, if it has the same pattern, is enabled, and sends to a topic of its Region
    that takes events and has a confirmed subscriber.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html
"""  # noqa: E501

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Region, Severity, Verdict, control
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from ..alerting import heard_of_here
from ..examples import failing, passing
from ..facts import EventForwarder, Rule
from ..signals import GUARDDUTY_HIGH


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.guardduty.alerts",
    joins=[Rule, Topic, EventForwarder],
    passes=passing(GUARDDUTY_HIGH),
    fails=failing(GUARDDUTY_HIGH),
)
def guardduty_alert(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    return heard_of_here(GUARDDUTY_HIGH, region, snapshot, want)
