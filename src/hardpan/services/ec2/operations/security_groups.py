"""Rules of security groups, revoked one by one by their ids so that undo brings back exactly those.

A default group is one operation's business and every other group another's: no rule is revoked twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..exposure import controls_broken, opens_an_excepted_port
from ..facts import DefaultSecurityGroup, DefaultVpc, SecurityGroup
from ..rules import SecurityGroupRule
from .default_vpc import removed_vpcs

_PORTS = ["ec2.no_open_admin_ports", "ec2.no_open_data_ports"]
_EMPTY = "ec2.default_security_group_empty"
_INGRESS = ["ec2:RevokeSecurityGroupIngress", "ec2:AuthorizeSecurityGroupIngress"]
_EGRESS = ["ec2:RevokeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupEgress"]


@operation(
    satisfies=_PORTS,
    facts=[SecurityGroup],
    writes=_INGRESS,
    consent="whoever comes in by the rules revoked is locked out; Session Manager or a rule for your own address "
    "can take their place",
)
def close_open_ports(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """No rule lets the whole internet reach a port for administration or data, but those that hardpan.yaml excepts.

    A rule that also opens an excepted port is left for a person to split.
    """
    groups = [group for group in have.all(SecurityGroup) if not group.is_default]
    rules = [(group, rule) for group in groups for rule in group.rules if not rule.egress]
    # Last those with a prefix list: one whose entries are hidden then stops nothing else.
    for group, rule in sorted(rules, key=lambda pair: pair[1].prefix_list is not None):
        broken = controls_broken(group, rule, want)
        if broken and not opens_an_excepted_port(group, rule, want):
            yield _revoke("close_open_ports", group, rule, broken, Risk.DISRUPTIVE)


@operation(
    satisfies=[_EMPTY, *_PORTS],
    facts=[DefaultSecurityGroup, DefaultVpc],
    writes=[*_INGRESS, *_EGRESS],
)
def default_security_group(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Default groups that nothing uses have no rules."""
    for group in _default_groups(want, have, used=False):
        yield from _empty("default_security_group", group, want, Risk.SAFE)


@operation(
    satisfies=[_EMPTY, *_PORTS],
    facts=[DefaultSecurityGroup, DefaultVpc],
    writes=[*_INGRESS, *_EGRESS],
    consent="what runs in a default security group loses its network until it is put in another group",
)
def default_security_group_in_use(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Default groups that network interfaces are in have no rules either."""
    for group in _default_groups(want, have, used=True):
        yield from _empty("default_security_group_in_use", group, want, Risk.DISRUPTIVE)


def _default_groups(want: Baseline, have: Snapshot, *, used: bool) -> Iterator[DefaultSecurityGroup]:
    for place, groups in groupby(have.all(DefaultSecurityGroup), key=lambda group: group.place):
        removed = removed_vpcs(want, have, place)
        yield from (group for group in groups if bool(group.interfaces) is used and group.vpc not in removed)


def _empty(name: str, group: SecurityGroup, want: Baseline, risk: Risk) -> Iterator[Step]:
    for rule in group.rules:
        if not opens_an_excepted_port(group, rule, want):
            yield _revoke(name, group, rule, (_EMPTY, *controls_broken(group, rule, want)), risk)


def _revoke(name: str, group: SecurityGroup, rule: SecurityGroupRule, controls: tuple[str, ...], risk: Risk) -> Step:
    way = "Egress" if rule.egress else "Ingress"
    tags = [{"Key": key, "Value": value} for key, value in rule.tags]
    tagged: dict[str, Any] = {"TagSpecifications": [{"ResourceType": "security-group-rule", "Tags": tags}]}
    again = Write(
        "ec2",
        f"AuthorizeSecurityGroup{way}",
        GroupId=group.id,
        IpPermissions=[rule.permission],
        **(tagged if tags else {}),
    )
    return Step(
        key=step_key(f"ec2.{name}/revoke:{rule.id}", group.place),
        place=group.place,
        write=Write("ec2", f"RevokeSecurityGroup{way}", GroupId=group.id, SecurityGroupRuleIds=[rule.id]),
        controls=controls,
        because=f"{group.id} ({group.name}) allows {rule}",
        resource=group.resource,
        before=f"allows {rule}",
        after="does not",
        undo=(again,),
        undo_note="the rule comes back under another id",
        risk=risk,
    )
