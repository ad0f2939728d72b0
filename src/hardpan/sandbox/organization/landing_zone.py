"""A landing zone of AWS Control Tower: what it takes down of the organization that it governs, and whether that holds.

https://docs.aws.amazon.com/controltower/latest/userguide/how-control-tower-works.html and
https://docs.aws.amazon.com/controltower/latest/userguide/drift.html
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model import Organization

LATEST = "4.0"
# https://docs.aws.amazon.com/controltower/latest/userguide/types-of-baselines.html
BASELINES = {
    "AuditBaseline": "4T4HA1KMO10S6311",
    "AWSControlTowerBaseline": "17BSJV3IGJ2QSGA2",
    "BackupAdminBaseline": "H6C5JFCJJ3CPU3J5",
    "BackupCentralVaultBaseline": "3WPD0NA6TJ9AOMU2",
    "CentralSecurityRolesBaseline": "A6EEAE10F08193F2",
    "IdentityCenterBaseline": "LN25R72TTG6IGPTQ",
    "LogArchiveBaseline": "J8HX46AHS5MIKQPD",
}
# Of units, by the landing zone's version: https://docs.aws.amazon.com/controltower/latest/userguide/table-of-baselines.html
OF_UNITS = {"3.3": "4.0", LATEST: "5.0"}


def _some_id() -> str:
    return "XA" + "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(14))


@dataclass
class EnabledBaseline:
    """A baseline that is on in a unit, or in an account: for itself, or because its unit has it."""

    name: str
    target: str  # id of a unit or an account
    version: str
    parent: str | None = None  # id of the enabled baseline of the unit
    status: str = "SUCCEEDED"
    id: str = field(default_factory=_some_id)


@dataclass
class EnabledControl:
    """A control that is on in a unit; a preventive one is part of a policy of Control Tower's."""

    name: str  # AWS-GR_...
    target: str  # id of a unit
    id: str = field(default_factory=_some_id)


@dataclass(frozen=True)
class Made:
    """A policy as Control Tower made it."""

    name: str
    content: str
    targets: frozenset[str]


@dataclass
class LandingZone:
    """The one landing zone of an organization."""

    region: str  # its home, where alone its API answers for it
    version: str
    manifest: dict[str, Any]  # its settings
    enrols_by_itself: bool = False  # accounts that are moved into a unit of its own
    baselines: list[EnabledBaseline] = field(default_factory=list)
    controls: list[EnabledControl] = field(default_factory=list)
    made: dict[str, Made] = field(default_factory=dict)  # its policies, by id
    placed: dict[str, str] = field(default_factory=dict)  # enrolled accounts, and the unit of each when it was
    id: str = field(default_factory=_some_id)

    def remember(self, found: Organization) -> None:
        """What is now is what Control Tower expects."""
        self.made = {
            policy.id: Made(policy.name, policy.content, _targets(found, policy.id))
            for policy in found.policies.values()
            if policy.name.startswith("aws-guardrails-")
        }
        self.placed = {one.target: found.members[one.target].parent for one in self._of_accounts(found)}

    def moved(self, found: Organization) -> list[str]:
        """The enrolled accounts that are not where they were."""
        return [account for account, unit in self.placed.items() if found.parent_of(account) != unit]

    def drift(self, found: Organization) -> list[str]:
        """What is not as Control Tower expects, of the kinds of drift that its guide lists."""
        return [*(f"{account} was moved" for account in self.moved(found)), *self.changed(found)]

    def changed(self, found: Organization) -> Iterator[str]:
        """Its policies that are not what they were."""
        for policy, made in self.made.items():
            if policy not in found.policies:
                yield f"{made.name} was deleted"
            elif found.policies[policy].content != made.content:
                yield f"{made.name} was edited"
            elif _targets(found, policy) != made.targets:
                yield f"{made.name} was attached or detached"

    def enabled(self, target: str) -> EnabledBaseline | None:
        """The baseline that is on in a unit or an account."""
        return next((one for one in self.baselines if one.target == target), None)

    def _of_accounts(self, found: Organization) -> list[EnabledBaseline]:
        return [one for one in self.baselines if one.target in found.members and one.target != found.management]


def _targets(found: Organization, policy: str) -> frozenset[str]:
    return frozenset(node for node, attached in found.attachments.items() if policy in attached)
