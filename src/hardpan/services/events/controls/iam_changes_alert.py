"""Somebody hears of changes to users, keys, policies and identity providers.

A new access key, a widened policy or another identity provider is how an intruder comes back after the first door
is shut. In a quiet account such changes are few, and you know of each.

Check by hand:
    aws events describe-rule --region REGION --name hardpan-iam-changes
    aws events list-targets-by-rule --region REGION --rule hardpan-iam-changes

Fix by hand:
    aws events put-rule --region REGION --name hardpan-iam-changes --state ENABLED --event-pattern file://pattern.json
    aws events put-targets --region REGION --rule hardpan-iam-changes --targets Id=hardpan-alerts,Arn=TOPIC_ARN
    aws events put-targets --region OTHER --rule hardpan-iam-changes --targets Id=hardpan-alerts,Arn=BUS_ARN,RoleArn=ROLE_ARN

    Once in the global Region (us-east-1, us-gov-west-1, cn-north-1), where such events come, and once in the home
    Region. The target in the home Region is the alert topic; that in the global Region is the home Region's event bus,
    arn:PARTITION:events:HOME_REGION:ACCOUNT:event-bus/default, with the role HardpanEventForwarder.
    `hardpan plan --output aws-cli` prints the pattern and every ARN.

Edge cases:
    A pipeline that makes roles all day makes this noisy: it is better off in an account of its own.
    A rule of another name counts as well, if it has the same pattern, is enabled, and sends to a topic of its Region
    that takes events and has a confirmed subscriber.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
"""  # noqa: E501

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Account, Severity, Verdict, control
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from ..alerting import heard_of
from ..examples import elsewhere, failing_account, passing_account
from ..facts import EventForwarder, Rule
from ..signals import IAM_CHANGES


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    catalogue="detect.alert.iam-changes",
    joins=[Rule, Topic, EventForwarder],
    passes=passing_account(IAM_CHANGES),
    fails=failing_account(IAM_CHANGES),
    not_applicable=elsewhere(IAM_CHANGES),
)
def iam_changes_alert(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    return heard_of(IAM_CHANGES, account, snapshot, want)
