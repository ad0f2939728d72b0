"""No security group lets the whole internet reach file shares or databases.

These services were made for trusted networks: several ask for no password as they come, and all of them give away
whole data sets once somebody is in. Databases left open this way are found, emptied and held to ransom within hours.

Check by hand:
    aws ec2 describe-security-group-rules --region REGION --query "SecurityGroupRules[?!IsEgress && (CidrIpv4=='0.0.0.0/0' || CidrIpv6=='::/0')]"

Fix by hand:
    aws ec2 revoke-security-group-ingress --region REGION --group-id GROUP_ID --security-group-rule-ids RULE_ID

Edge cases:
    Looked for are 445, 1433, 3306, 5432, 6379, 9200, 11211 and 27017, over TCP or UDP. Port ranges and rules for all
    traffic count, and so do prefix lists that hold 0.0.0.0/0 or ::/0. Ports meant to be open go to
    exceptions.open_ports in hardpan.yaml as GROUP_ID/PORT.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-19
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Severity, Verdict, control

from ..examples import SECURITY_GROUP, rule
from ..exposure import DATA_PORTS, EDIT_THE_RULES, verdict
from ..facts import SecurityGroup

_OPEN = replace(SECURITY_GROUP, rules=(rule(1, "0.0.0.0/0", 3306),))


@control(
    section="infrastructure-protection",
    severity=Severity.HIGH,
    catalogue="infra.sg.file-db-ports",
    passes=[
        SECURITY_GROUP,
        replace(SECURITY_GROUP, rules=(rule(1, "0.0.0.0/0", 22),)),
        (_OPEN, replace(EXAMPLE, exceptions=Exceptions(open_ports=(f"{SECURITY_GROUP.id}/*",)))),
    ],
    fails=[
        _OPEN,
        replace(SECURITY_GROUP, rules=(rule(1, "::/0", 5432),)),
        replace(SECURITY_GROUP, rules=(rule(1, "0.0.0.0/0", None),)),
        replace(SECURITY_GROUP, rules=(replace(rule(1, "0.0.0.0/0", 6000), to_port=7000),)),
        replace(SECURITY_GROUP, rules=(replace(rule(1, "0.0.0.0/0", 11211), protocol="udp"),)),
    ],
    none="there is no security group",
    human=EDIT_THE_RULES,
)
def no_open_data_ports(group: SecurityGroup, want: Baseline) -> Verdict:
    return verdict(group, DATA_PORTS, want)
