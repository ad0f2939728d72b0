"""Somebody hears when AWS quarantines an identity.

When a key leaks, AWS attaches a policy named AWSCompromisedKeyQuarantine to its user, which denies the calls that
thieves like best. It does not evict the thief: the key has to be revoked and what it did has to be found out.

Check by hand:
    aws events describe-rule --region REGION --name hardpan-quarantined-identity
    aws events list-targets-by-rule --region REGION --rule hardpan-quarantined-identity

Fix by hand:
    aws events put-rule --region REGION --name hardpan-quarantined-identity --state ENABLED --event-pattern file://pattern.json
    aws events put-targets --region REGION --rule hardpan-quarantined-identity --targets Id=hardpan-alerts,Arn=TOPIC_ARN
    aws events put-targets --region OTHER --rule hardpan-quarantined-identity --targets Id=hardpan-alerts,Arn=BUS_ARN,RoleArn=ROLE_ARN

    Once in the global Region (us-east-1, us-gov-west-1, cn-north-1), where such events come, and once in the home
    Region. The target in the home Region is the alert topic; that in the global Region is the home Region's event bus,
    arn:PARTITION:events:HOME_REGION:ACCOUNT:event-bus/default, with the role HardpanEventForwarder.
    `hardpan plan --output aws-cli` prints the pattern and every ARN.

Edge cases:
    This tells of a new quarantine; whether one is in force already is another question.
    A rule of another name counts as well, if it has the same pattern, is enabled, and sends to a topic of its Region
    that takes events and has a confirmed subscriber.

Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html
"""  # noqa: E501

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Account, Severity, Verdict, control
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from ..alerting import heard_of
from ..examples import elsewhere, failing_account, passing_account
from ..facts import EventForwarder, Rule
from ..signals import QUARANTINED_IDENTITY


@control(
    section="incident-response",
    severity=Severity.CRITICAL,
    catalogue="ir.quarantine-policy",
    joins=[Rule, Topic, EventForwarder],
    passes=passing_account(QUARANTINED_IDENTITY),
    fails=failing_account(QUARANTINED_IDENTITY),
    not_applicable=elsewhere(QUARANTINED_IDENTITY),
)
def quarantine_alert(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    return heard_of(QUARANTINED_IDENTITY, account, snapshot, want)
