"""Somebody hears when many calls are refused within minutes.

Whoever finds a key tries what it opens. Each refusal by itself is nothing, since scanners and pipelines are refused all
day; twenty-five within five minutes are worth a look.

Check by hand:
    aws events describe-rule --region REGION --name hardpan-denied-calls
    aws events list-targets-by-rule --region REGION --rule hardpan-denied-calls
    aws cloudwatch describe-alarms --region HOME_REGION --alarm-names hardpan-denied-calls
    aws events describe-rule --region HOME_REGION --name hardpan-alarmed

Fix by hand:
    aws events put-rule --region REGION --name hardpan-denied-calls --state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS --event-pattern file://pattern.json
    aws events put-targets --region OTHER --rule hardpan-denied-calls --targets Id=hardpan-alerts,Arn=BUS_ARN,RoleArn=ROLE_ARN
    aws logs create-log-group --region HOME_REGION --log-group-name /aws/events/hardpan-denied-calls
    aws logs put-resource-policy --region HOME_REGION --policy-name hardpan-events --policy-document file://events-may-write.json
    aws events put-targets --region HOME_REGION --rule hardpan-denied-calls --targets Id=hardpan-alerts,Arn=LOG_GROUP_ARN
    aws cloudwatch put-metric-alarm --region HOME_REGION --alarm-name hardpan-denied-calls --namespace AWS/Events --metric-name Invocations --dimensions Name=RuleName,Value=hardpan-denied-calls --statistic Sum --period 300 --evaluation-periods 1 --threshold 25 --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data notBreaching
    aws events put-rule --region HOME_REGION --name hardpan-alarmed --state ENABLED --event-pattern file://alarm-state-change.json
    aws events put-targets --region HOME_REGION --rule hardpan-alarmed --targets Id=hardpan-alerts,Arn=TOPIC_ARN

    Every Region but the home Region hands refused calls on to the home Region's event bus, as with the other alerts;
    there a log group takes them, the alarm counts how often, and a rule tells of the alarm.
    `hardpan plan --output aws-cli` prints the patterns and every ARN.

Edge cases:
    Reads count too, so that the state must be the long one, which only the API can set. CloudWatch's numbers are good
    but not exact. What the log group holds are the refused calls of 30 days, to be looked through. A rule that sends
    each refused call straight to a topic with a confirmed subscriber passes as well.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Region, Severity, Verdict, control
from hardpan.services.sns.facts import Topic
from hardpan.snapshot import Snapshot

from ..alerting import heard_of_here
from ..examples import COUNTING, IN_HOME, TO_BE_COUNTED, failing, passing, rule_for
from ..facts import Counting, EventForwarder, Rule
from ..signals import ALARMED, DENIED_CALLS

_RULE = replace(rule_for(DENIED_CALLS, IN_HOME.place), targets=(TO_BE_COUNTED,))
_TELLS = rule_for(ALARMED, IN_HOME.place)


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    catalogue="detect.alert.access-failures",
    profile="team",
    joins=[Rule, Topic, EventForwarder, Counting],
    passes=[(IN_HOME, _RULE, COUNTING, _TELLS), *passing(DENIED_CALLS)],
    fails=[
        (IN_HOME, _RULE, COUNTING),
        (IN_HOME, _RULE, COUNTING, replace(_TELLS, state="DISABLED")),
        (IN_HOME, _RULE, replace(COUNTING, log_group=False), _TELLS),
        (IN_HOME, _RULE, replace(COUNTING, admitted=False), _TELLS),
        (IN_HOME, _RULE, replace(COUNTING, alarm=False), _TELLS),
        (IN_HOME, replace(_RULE, state="ENABLED"), COUNTING, _TELLS),
        *failing(DENIED_CALLS),
    ],
    cost="an alarm and refused calls in a log group: cents a month",
)
def denied_calls_alert(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    return heard_of_here(DENIED_CALLS, region, snapshot, want)
