"""Somebody hears when AWS finds the account's credentials exposed or the account abused.

AWS looks for access keys in public repositories and gets complaints about abuse. It tells the account through AWS
Health, often within minutes; whoever stole the key is as fast.

Check by hand:
    aws events describe-rule --region REGION --name hardpan-health-risk
    aws events list-targets-by-rule --region REGION --rule hardpan-health-risk

Fix by hand:
    aws events put-rule --region REGION --name hardpan-health-risk --state ENABLED --event-pattern file://pattern.json
    aws events put-targets --region REGION --rule hardpan-health-risk --targets Id=hardpan-alerts,Arn=TOPIC_ARN
    aws events put-targets --region OTHER --rule hardpan-health-risk --targets Id=hardpan-alerts,Arn=BUS_ARN,RoleArn=ROLE_ARN

    In the home Region the target is the alert topic. In every other Region it is the home Region's event bus,
    arn:PARTITION:events:HOME_REGION:ACCOUNT:event-bus/default, with the role HardpanEventForwarder.
    `hardpan plan --output aws-cli` prints the pattern and every ARN.

Edge cases:
    Notices about the account as a whole come in us-east-1, and in us-west-2 as a backup: the same one may ring twice.
    No paid support plan is needed.
    A rule of another name counts as well, if it has the same pattern, is enabled, and sends to a topic of its Region
    that takes events and has a confirmed subscriber.

Source: https://docs.aws.amazon.com/health/latest/ug/choosing-a-region.html
"""  # noqa: E501

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Region, Severity, Verdict, control
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from ..alerting import heard_of_here
from ..examples import failing, passing
from ..facts import EventForwarder, Rule
from ..signals import HEALTH_RISK


@control(
    section="incident-response",
    severity=Severity.CRITICAL,
    catalogue="ir.exposed-credentials",
    joins=[Rule, Topic, EventForwarder],
    passes=passing(HEALTH_RISK),
    fails=failing(HEALTH_RISK),
)
def exposed_credentials_alert(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    return heard_of_here(HEALTH_RISK, region, snapshot, want)
