"""No security group lets the whole internet reach SSH or Remote Desktop.

A port for administration that answers everybody is tried by machines within minutes, day and night, until a password
fits or a flaw is found. Session Manager needs no open port at all; a rule for your own address is the next best.

Check by hand:
    aws ec2 describe-security-group-rules --region REGION --query "SecurityGroupRules[?!IsEgress && (CidrIpv4=='0.0.0.0/0' || CidrIpv6=='::/0')]"

Fix by hand:
    aws ec2 revoke-security-group-ingress --region REGION --group-id GROUP_ID --security-group-rule-ids RULE_ID

Edge cases:
    Port ranges and rules for all traffic count, and so do prefix lists that hold 0.0.0.0/0 or ::/0. Each rule is
    looked at by itself: two halves of the internet in two rules are not seen as one. A group that nothing uses counts
    as well. Ports meant to be open go to exceptions.open_ports in hardpan.yaml as GROUP_ID/PORT.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-53
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Severity, Verdict, control

from ..examples import SECURITY_GROUP, rule
from ..exposure import ADMIN_PORTS, EDIT_THE_RULES, verdict
from ..facts import SecurityGroup

_OPEN = replace(SECURITY_GROUP, rules=(rule(1, "0.0.0.0/0", 22),))


@control(
    section="infrastructure-protection",
    severity=Severity.CRITICAL,
    catalogue="infra.sg.admin-ports",
    passes=[
        SECURITY_GROUP,
        replace(SECURITY_GROUP, rules=()),
        replace(SECURITY_GROUP, rules=(rule(1, "0.0.0.0/0", 5432),)),
        (_OPEN, replace(EXAMPLE, exceptions=Exceptions(open_ports=(f"{SECURITY_GROUP.id}/22",)))),
    ],
    fails=[
        _OPEN,
        replace(SECURITY_GROUP, rules=(rule(1, "::/0", 3389),)),
        replace(SECURITY_GROUP, rules=(rule(1, "0.0.0.0/0", None),)),
        replace(SECURITY_GROUP, rules=(replace(rule(1, "0.0.0.0/0", 20), to_port=30),)),
        replace(SECURITY_GROUP, rules=(replace(rule(1, "0.0.0.0/0", 22), prefix_list="pl-0a1b2c3d4e5f60718"),)),
    ],
    none="there is no security group",
    human=EDIT_THE_RULES,
)
def no_open_admin_ports(group: SecurityGroup, want: Baseline) -> Verdict:
    return verdict(group, ADMIN_PORTS, want)
