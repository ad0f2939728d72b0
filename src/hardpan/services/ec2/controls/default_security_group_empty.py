"""The default security group of every VPC has no rules.

Whatever is launched without naming a group gets the default one, which lets its members reach each other and the whole
internet. Empty, it lets nothing through: an omission shows at once as something that does not work, not one day as a
hole.

Check by hand:
    aws ec2 describe-security-groups --region REGION --filters Name=group-name,Values=default
    aws ec2 describe-network-interfaces --region REGION --filters Name=group-id,Values=GROUP_ID

Fix by hand:
    aws ec2 describe-security-group-rules --region REGION --filters Name=group-id,Values=GROUP_ID
    aws ec2 revoke-security-group-ingress --region REGION --group-id GROUP_ID --security-group-rule-ids RULE_ID
    aws ec2 revoke-security-group-egress --region REGION --group-id GROUP_ID --security-group-rule-ids RULE_ID

Edge cases:
    The group itself cannot be deleted. What uses it loses its network until it is put in another group; the second
    command shows whether anything does. Rules that hardpan.yaml lists under exceptions.open_ports may stay.

Source: https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import DEFAULT_GROUP, rule
from ..exposure import is_meant
from ..facts import DefaultSecurityGroup

_OPEN_SSH = replace(DEFAULT_GROUP, rules=(rule(1, "0.0.0.0/0", 22),))


@control(
    section="infrastructure-protection",
    severity=Severity.MEDIUM,
    catalogue="infra.default-sg",
    passes=[
        DEFAULT_GROUP,
        (_OPEN_SSH, replace(EXAMPLE, exceptions=Exceptions(open_ports=(f"{DEFAULT_GROUP.id}/22",)))),
    ],
    fails=[
        _OPEN_SSH,
        replace(DEFAULT_GROUP, rules=(rule(1, "0.0.0.0/0", None, egress=True),)),
        replace(DEFAULT_GROUP, rules=(rule(1, "10.0.0.0/8", 443),), interfaces=("eni-0a1b2c3d4e5f60718",)),
    ],
    none="there is no VPC",
    human=(
        "Console > VPC > Security groups, choose the group and look under Network interfaces for what uses it; give "
        "each of those another group. Then Inbound rules > Edit inbound rules and Outbound rules > Edit outbound "
        "rules: delete every rule that hardpan.yaml does not except."
    ),
)
def default_security_group_empty(group: DefaultSecurityGroup, want: Baseline) -> Verdict:
    left = [found for found in group.rules if not is_meant(group, found, want)]
    if left:
        return Fail(f"allows {'; '.join(str(found) for found in left[:3])}{_more(len(left) - 3)}")
    return Pass("what it allows is excepted in hardpan.yaml" if group.rules else "it has no rules")


def _more(count: int) -> str:
    return f"; and {count} more" if count > 0 else ""
