"""Somebody hears of changes to security groups, routes, gateways and VPCs.

Where a network is laid out once, each change to it is an event: a port opened, a route that leads elsewhere, a gateway
that should not be there.

Check by hand:
    aws events describe-rule --region REGION --name hardpan-network
    aws events list-targets-by-rule --region REGION --rule hardpan-network

Fix by hand:
    aws events put-rule --region REGION --name hardpan-network --state ENABLED --event-pattern file://pattern.json
    aws events put-targets --region REGION --rule hardpan-network --targets Id=hardpan-alerts,Arn=TOPIC_ARN
    aws events put-targets --region OTHER --rule hardpan-network --targets Id=hardpan-alerts,Arn=BUS_ARN,RoleArn=ROLE_ARN

    Once in each Region. The target in the home Region is the alert topic; elsewhere it is the home Region's event bus,
    arn:PARTITION:events:HOME_REGION:ACCOUNT:event-bus/default, with the role HardpanEventForwarder.
    `hardpan plan --output aws-cli` prints the pattern and every ARN.

Edge cases:
    Where people or pipelines change networks all day this is noise: waive it for such an account, by number, in
    hardpan.yaml.
    A rule of another name counts as well, if it has the same pattern, is enabled, and sends to a topic of its Region
    that takes events and has a confirmed subscriber.

Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/using-cloudtrail.html
"""  # noqa: E501

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Region, Severity, Verdict, control
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from ..alerting import heard_of_here
from ..examples import failing, passing
from ..facts import EventForwarder, Rule
from ..signals import NETWORK


@control(
    section="threat-detection",
    severity=Severity.LOW,
    catalogue="detect.alert.network",
    profile="enterprise",
    joins=[Rule, Topic, EventForwarder],
    passes=passing(NETWORK),
    fails=failing(NETWORK),
)
def network_alert(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    return heard_of_here(NETWORK, region, snapshot, want)
