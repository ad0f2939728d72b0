"""The one question of the port controls: does a security group let the whole internet reach a port?"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Verdict

from .facts import SecurityGroup
from .rules import SecurityGroupRule

ADMIN_PORTS = {22: "SSH", 3389: "Remote Desktop"}
DATA_PORTS = {
    445: "file shares",
    1433: "SQL Server",
    3306: "MySQL",
    5432: "PostgreSQL",
    6379: "Redis",
    9200: "Elasticsearch",
    11211: "memcached",
    27017: "MongoDB",
}
WATCHED = ADMIN_PORTS | DATA_PORTS
EDIT_THE_RULES = (
    "Console > VPC > Security groups, choose the group, Inbound rules > Edit inbound rules: delete the rule, or narrow "
    "its source to your own addresses. Where hardpan.yaml excepts some of the ports that the rule opens, replace it by "
    "a rule for each of those."
)


def verdict(group: SecurityGroup, ports: dict[int, str], want: Baseline) -> Verdict:
    """Whether the world reaches one of these ports through the group. A clear breach counts before a hidden one."""
    excepted = False
    for rule in plain_rules_first(group):
        reached = [port for port in ports if rule.covers(port)]
        if not reached or not rule.is_open_to_the_world:
            continue
        wrong = [port for port in reached if not is_excepted(group, port, want)]
        if wrong:
            named = ", ".join(f"{port} ({ports[port]})" for port in wrong)
            return Fail(f"{rule.id} lets {rule.peer} in on {rule.traffic}, and so to {named}")
        excepted = True
    return Pass("what is open is excepted in hardpan.yaml" if excepted else "the world reaches none of these ports")


def plain_rules_first(group: SecurityGroup) -> Iterator[SecurityGroupRule]:
    """Rules that let traffic in; those with a prefix list, whose entries may be unreadable, come last."""
    yield from sorted((rule for rule in group.rules if not rule.egress), key=lambda rule: rule.prefix_list is not None)


def is_excepted(group: SecurityGroup, port: int, want: Baseline) -> bool:
    """hardpan.yaml says that this port of the group is meant to be open."""
    return any(fnmatchcase(f"{group.id}/{port}", pattern) for pattern in want.exceptions.open_ports)


def is_meant(group: SecurityGroup, rule: SecurityGroupRule, want: Baseline) -> bool:
    """The rule opens watched ports to the world, and hardpan.yaml excepts every one of them."""
    reached = [] if rule.egress else [port for port in WATCHED if rule.covers(port)]
    return bool(reached) and all(is_excepted(group, port, want) for port in reached) and rule.is_open_to_the_world


def controls_broken(group: SecurityGroup, rule: SecurityGroupRule, want: Baseline) -> tuple[str, ...]:
    """Ids of the port controls that a rule breaks."""
    if rule.egress:
        return ()
    ids = {"ec2.no_open_admin_ports": ADMIN_PORTS, "ec2.no_open_data_ports": DATA_PORTS}
    broken = tuple(
        identifier
        for identifier, ports in ids.items()
        if any(rule.covers(port) and not is_excepted(group, port, want) for port in ports)
    )
    return broken if broken and rule.is_open_to_the_world else ()


def opens_an_excepted_port(group: SecurityGroup, rule: SecurityGroupRule, want: Baseline) -> bool:
    """Taking the rule away would close a port that hardpan.yaml wants open."""
    excepted = [port for port in WATCHED if rule.covers(port) and is_excepted(group, port, want)]
    return bool(excepted) and not rule.egress and rule.is_open_to_the_world
