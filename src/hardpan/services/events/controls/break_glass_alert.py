"""Somebody hears of every session of the role for emergencies.

HardpanBreakGlass is an administrator that hardly anybody ever has a reason to become. Each session is either one that
you were told of beforehand, or an intruder's.

Check by hand:
    aws events describe-rule --region REGION --name hardpan-break-glass
    aws events list-targets-by-rule --region REGION --rule hardpan-break-glass

Fix by hand:
    aws events put-rule --region REGION --name hardpan-break-glass --state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS --event-pattern file://pattern.json
    aws events put-targets --region REGION --rule hardpan-break-glass --targets Id=hardpan-alerts,Arn=TOPIC_ARN
    aws events put-targets --region OTHER --rule hardpan-break-glass --targets Id=hardpan-alerts,Arn=BUS_ARN,RoleArn=ROLE_ARN

    In the home Region the target is the alert topic. In every other Region it is the home Region's event bus,
    arn:PARTITION:events:HOME_REGION:ACCOUNT:event-bus/default, with the role HardpanEventForwarder.
    `hardpan plan --output aws-cli` prints the pattern and every ARN.

Edge cases:
    Asked for by break_glass in hardpan.yaml, as the role is (iam.break_glass). To CloudTrail sts:AssumeRole is a read, so
    a rule that is merely ENABLED never hears of it: the state must be the long one, which only the API can set.
    A rule of another name counts as well, if it has the same pattern, is enabled, and sends to a topic of its Region
    that takes events and has a confirmed subscriber.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline
from hardpan.model import NotApplicable, Region, Severity, Verdict, control
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from ..alerting import heard_of_here
from ..examples import failing, passing
from ..facts import EventForwarder, Rule
from ..signals import BREAK_GLASS


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="iam.break-glass",
    joins=[Rule, Topic, EventForwarder],
    passes=passing(BREAK_GLASS),
    fails=failing(BREAK_GLASS),
    not_applicable=[(*scene, replace(EXAMPLE, break_glass=False)) for scene in failing(BREAK_GLASS)],
)
def break_glass_alert(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not want.break_glass:
        return NotApplicable("hardpan.yaml asks for no role for emergencies: break_glass")
    return heard_of_here(BREAK_GLASS, region, snapshot, want)
