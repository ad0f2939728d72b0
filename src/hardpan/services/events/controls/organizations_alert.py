"""Somebody hears of changes to the organization, or of one being made or joined.

Leaving the organization sheds every guardrail; a policy detached, an account invited or closed changes what can be
done in all of them. In an account without an organization it is a sign as well when somebody makes or joins one.

Check by hand:
    aws events describe-rule --region REGION --name hardpan-organizations
    aws events list-targets-by-rule --region REGION --rule hardpan-organizations

Fix by hand:
    aws events put-rule --region REGION --name hardpan-organizations --state ENABLED --event-pattern file://pattern.json
    aws events put-targets --region REGION --rule hardpan-organizations --targets Id=hardpan-alerts,Arn=TOPIC_ARN
    aws events put-targets --region OTHER --rule hardpan-organizations --targets Id=hardpan-alerts,Arn=BUS_ARN,RoleArn=ROLE_ARN

    Once in the global Region (us-east-1, us-gov-west-1, cn-north-1), where such events come, and once in the home
    Region. The target in the home Region is the alert topic; that in the global Region is the home Region's event bus,
    arn:PARTITION:events:HOME_REGION:ACCOUNT:event-bus/default, with the role HardpanEventForwarder.
    `hardpan plan --output aws-cli` prints the pattern and every ARN.

Edge cases:
    Most of these events come in the management account only. Joining and leaving are notices, not calls, which is why
    the pattern asks for both detail types.
    A rule of another name counts as well, if it has the same pattern, is enabled, and sends to a topic of its Region
    that takes events and has a confirmed subscriber.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
"""  # noqa: E501

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Account, Severity, Verdict, control
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from ..alerting import heard_of
from ..examples import elsewhere, failing_account, passing_account
from ..facts import EventForwarder, Rule
from ..signals import ORGANIZATIONS


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.alert.organizations",
    joins=[Rule, Topic, EventForwarder],
    passes=passing_account(ORGANIZATIONS),
    fails=failing_account(ORGANIZATIONS),
    not_applicable=elsewhere(ORGANIZATIONS),
)
def organizations_alert(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    return heard_of(ORGANIZATIONS, account, snapshot, want)
