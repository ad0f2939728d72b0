"""Somebody hears of every sign-in and every call of the root user.

Nothing stops the root user, and a well-kept account hardly ever uses it. So each use is either yours, and you
expect the mail, or it is the worst thing that can happen to the account.

Check by hand:
    aws events describe-rule --region REGION --name hardpan-root
    aws events list-targets-by-rule --region REGION --rule hardpan-root

Fix by hand:
    aws events put-rule --region REGION --name hardpan-root --state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS --event-pattern file://pattern.json
    aws events put-targets --region REGION --rule hardpan-root --targets Id=hardpan-alerts,Arn=TOPIC_ARN
    aws events put-targets --region OTHER --rule hardpan-root --targets Id=hardpan-alerts,Arn=BUS_ARN,RoleArn=ROLE_ARN

    In the home Region the target is the alert topic. In every other Region it is the home Region's event bus,
    arn:PARTITION:events:HOME_REGION:ACCOUNT:event-bus/default, with the role HardpanEventForwarder.
    `hardpan plan --output aws-cli` prints the pattern and every ARN.

Edge cases:
    A rule that is merely ENABLED misses calls that read, as Describe, Get and List do: the state must be the long one,
    which only the API can set. Nothing comes without a trail that logs management events.
    A rule of another name counts as well, if it has the same pattern, is enabled, and sends to a topic of its Region
    that takes events and has a confirmed subscriber.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
"""  # noqa: E501

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Region, Severity, Verdict, control
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from ..alerting import heard_of_here
from ..examples import failing, passing
from ..facts import EventForwarder, Rule
from ..signals import ROOT


@control(
    section="root-user",
    severity=Severity.HIGH,
    catalogue="root.alert",
    joins=[Rule, Topic, EventForwarder],
    passes=passing(ROOT),
    fails=failing(ROOT),
)
def root_alert(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    return heard_of_here(ROOT, region, snapshot, want)
