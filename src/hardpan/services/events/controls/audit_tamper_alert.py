"""Somebody hears when logging or detection is changed.

Whoever takes over an account first blinds it: stops the trail, suppresses findings, switches GuardDuty off. These
calls are rare in peace, so each deserves a look, and none waits for the next assessment.

Check by hand:
    aws events describe-rule --region REGION --name hardpan-audit-tamper
    aws events list-targets-by-rule --region REGION --rule hardpan-audit-tamper

Fix by hand:
    aws events put-rule --region REGION --name hardpan-audit-tamper --state ENABLED --event-pattern file://pattern.json
    aws events put-targets --region REGION --rule hardpan-audit-tamper --targets Id=hardpan-alerts,Arn=TOPIC_ARN
    aws events put-targets --region OTHER --rule hardpan-audit-tamper --targets Id=hardpan-alerts,Arn=BUS_ARN,RoleArn=ROLE_ARN

    In the home Region the target is the alert topic. In every other Region it is the home Region's event bus,
    arn:PARTITION:events:HOME_REGION:ACCOUNT:event-bus/default, with the role HardpanEventForwarder.
    `hardpan plan --output aws-cli` prints the pattern and every ARN.

Edge cases:
    Hardpan's own changes to trails and detectors ring this bell too.
    A rule of another name counts as well, if it has the same pattern, is enabled, and sends to a topic of its Region
    that takes events and has a confirmed subscriber.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
"""  # noqa: E501

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Region, Severity, Verdict, control
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from ..alerting import heard_of_here
from ..examples import failing, passing
from ..facts import EventForwarder, Rule
from ..signals import AUDIT_TAMPER


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.alert.audit-tamper",
    joins=[Rule, Topic, EventForwarder],
    passes=passing(AUDIT_TAMPER),
    fails=failing(AUDIT_TAMPER),
)
def audit_tamper_alert(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    return heard_of_here(AUDIT_TAMPER, region, snapshot, want)
