"""Somebody hears when a key is to go, or what guards a bucket changes.

A key scheduled for deletion takes everything with it that it encrypts, and can be kept for some days only; a bucket's
policy, or its block of public access, is all that stands between its files and the world.

Check by hand:
    aws events describe-rule --region REGION --name hardpan-data-guards
    aws events list-targets-by-rule --region REGION --rule hardpan-data-guards

Fix by hand:
    aws events put-rule --region REGION --name hardpan-data-guards --state ENABLED --event-pattern file://pattern.json
    aws events put-targets --region REGION --rule hardpan-data-guards --targets Id=hardpan-alerts,Arn=TOPIC_ARN
    aws events put-targets --region OTHER --rule hardpan-data-guards --targets Id=hardpan-alerts,Arn=BUS_ARN,RoleArn=ROLE_ARN

    Once in each Region. The target in the home Region is the alert topic; elsewhere it is the home Region's event bus,
    arn:PARTITION:events:HOME_REGION:ACCOUNT:event-bus/default, with the role HardpanEventForwarder.
    `hardpan plan --output aws-cli` prints the pattern and every ARN.

Edge cases:
    A pipeline that makes buckets and keys sets policies too: it is better off in an account of its own.
    A rule of another name counts as well, if it has the same pattern, is enabled, and sends to a topic of its Region
    that takes events and has a confirmed subscriber.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
"""  # noqa: E501

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Region, Severity, Verdict, control
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from ..alerting import heard_of_here
from ..examples import failing, passing
from ..facts import EventForwarder, Rule
from ..signals import DATA_GUARDS


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.alert.data-guards",
    profile="team",
    joins=[Rule, Topic, EventForwarder],
    passes=passing(DATA_GUARDS),
    fails=failing(DATA_GUARDS),
)
def data_guards_alert(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    return heard_of_here(DATA_GUARDS, region, snapshot, want)
