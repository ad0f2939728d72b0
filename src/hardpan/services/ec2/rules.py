"""A rule of a security group: whom it lets in on which ports, and the request that makes it again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

WORLD = frozenset({"0.0.0.0/0", "::/0"})
_ALL_PROTOCOLS = "-1"
_WITH_PORTS = frozenset({"tcp", "udp", "6", "17"})
# Of other protocols AWS lets all traffic through, whatever ports a rule names.
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
_TAKES_PORTS = _WITH_PORTS | {"icmp", "icmpv6", "1", "58"}


@dataclass(frozen=True, kw_only=True)
class SecurityGroupRule:
    """One peer and one range of ports.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
    """

    id: str
    egress: bool
    protocol: str  # "-1" is all of them
    from_port: int
    to_port: int
    prefix_list: str | None
    cidrs: tuple[str, ...]  # of the peer; those in its prefix list where it is one; none for a security group
    permission: dict[str, Any]  # the rule as IpPermission, to make it again
    tags: tuple[tuple[str, str], ...]

    @property
    def is_open_to_the_world(self) -> bool:
        """Its peer is every address there is."""
        return any(cidr in WORLD for cidr in self.cidrs)

    def covers(self, port: int) -> bool:
        """It lets through TCP or UDP on this port."""
        if self.protocol == _ALL_PROTOCOLS:
            return True
        return self.protocol in _WITH_PORTS and self.from_port <= port <= self.to_port

    @property
    def peer(self) -> str:
        """Whom it names: a prefix list, a CIDR block or a security group."""
        groups = [pair["GroupId"] for pair in self.permission.get("UserIdGroupPairs", [])]
        return self.prefix_list or ", ".join(groups or self.cidrs)

    @property
    def traffic(self) -> str:
        """What it lets through: "tcp 22", "udp 1000-2000", "all traffic"."""
        if self.protocol == _ALL_PROTOCOLS:
            return "all traffic"
        if self.protocol not in _WITH_PORTS:
            return f"protocol {self.protocol}"
        return f"{self.protocol} {self.from_port}" + ("" if self.from_port == self.to_port else f"-{self.to_port}")

    def __str__(self) -> str:
        return f"{self.traffic} {'to' if self.egress else 'from'} {self.peer}"

    @classmethod
    def from_answer(cls, rule: dict[str, Any], cidrs_of_list: Any) -> SecurityGroupRule:
        """From the API's SecurityGroupRule; `cidrs_of_list` are those of its prefix list, which may be unreadable."""
        single = rule.get("CidrIpv4") or rule.get("CidrIpv6")
        return cls(
            id=rule["SecurityGroupRuleId"],
            egress=rule["IsEgress"],
            protocol=rule["IpProtocol"],
            from_port=rule.get("FromPort", -1),
            to_port=rule.get("ToPort", -1),
            prefix_list=rule.get("PrefixListId"),
            cidrs=cidrs_of_list if rule.get("PrefixListId") else (single,) if single else (),
            permission=_permission(rule),
            tags=tuple(sorted((tag["Key"], tag["Value"]) for tag in rule.get("Tags") or [])),
        )


def _permission(rule: dict[str, Any]) -> dict[str, Any]:
    permission = {"IpProtocol": rule["IpProtocol"], **_peer(rule)}
    if rule["IpProtocol"] in _TAKES_PORTS:
        permission |= {"FromPort": rule.get("FromPort", -1), "ToPort": rule.get("ToPort", -1)}
    return permission


def _peer(rule: dict[str, Any]) -> dict[str, Any]:
    described = {"Description": rule["Description"]} if rule.get("Description") else {}
    if rule.get("CidrIpv4"):
        return {"IpRanges": [{"CidrIp": rule["CidrIpv4"], **described}]}
    if rule.get("CidrIpv6"):
        return {"Ipv6Ranges": [{"CidrIpv6": rule["CidrIpv6"], **described}]}
    if rule.get("PrefixListId"):
        return {"PrefixListIds": [{"PrefixListId": rule["PrefixListId"], **described}]}
    group = rule["ReferencedGroupInfo"]
    named = {name: group[name] for name in ("GroupId", "UserId") if group.get(name)}
    return {"UserIdGroupPairs": [{**named, **described}]}
