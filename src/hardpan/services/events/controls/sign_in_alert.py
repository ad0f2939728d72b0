"""Somebody hears of sign-ins without MFA, and of those that fail.

A user who signs in to the console with a password alone is one stolen password away from somebody else; and a row of
failed attempts is somebody trying.

Check by hand:
    aws events describe-rule --region REGION --name hardpan-sign-in
    aws events list-targets-by-rule --region REGION --rule hardpan-sign-in

Fix by hand:
    aws events put-rule --region REGION --name hardpan-sign-in --state ENABLED --event-pattern file://pattern.json
    aws events put-targets --region REGION --rule hardpan-sign-in --targets Id=hardpan-alerts,Arn=TOPIC_ARN
    aws events put-targets --region OTHER --rule hardpan-sign-in --targets Id=hardpan-alerts,Arn=BUS_ARN,RoleArn=ROLE_ARN

    Once in each Region. The target in the home Region is the alert topic; elsewhere it is the home Region's event bus,
    arn:PARTITION:events:HOME_REGION:ACCOUNT:event-bus/default, with the role HardpanEventForwarder.
    `hardpan plan --output aws-cli` prints the pattern and every ARN.

Edge cases:
    Federated sign-ins and those of Identity Center never say that MFA was used here, and are left out. Where people
    often mistype their passwords this is noisy: Identity Center in place of users ends that.
    A rule of another name counts as well, if it has the same pattern, is enabled, and sends to a topic of its Region
    that takes events and has a confirmed subscriber.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
"""  # noqa: E501

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Region, Severity, Verdict, control
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from ..alerting import heard_of_here
from ..examples import failing, passing
from ..facts import EventForwarder, Rule
from ..signals import SIGN_IN


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    catalogue="detect.alert.access-failures",
    profile="team",
    joins=[Rule, Topic, EventForwarder],
    passes=passing(SIGN_IN),
    fails=failing(SIGN_IN),
)
def sign_in_alert(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    return heard_of_here(SIGN_IN, region, snapshot, want)
