"""An organization as far as its policies go: who stands below whom, and what is attached where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from hardpan.policy.policy import FULL_ACCESS, Policy

Level: TypeAlias = tuple[Policy, ...]  # what is attached to one root, OU or account
Levels: TypeAlias = tuple[tuple[str, Level], ...]  # from the root down, each by its id
Attached: TypeAlias = Mapping[str, Level]

_ONLY_DEFAULT: Level = (FULL_ACCESS,)


@dataclass(frozen=True, kw_only=True)
class Tree:
    """The roots, OUs and accounts of an organization by id, and the policies attached to each.

    A target that `scps` does not name has AWS's FullAWSAccess and nothing else; one that it names has what is listed
    there. AWS's RCPFullAWSAccess cannot be detached, so that `rcps` need not list it anywhere.
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    """

    organization: str
    management_account: str
    parents: Mapping[str, str]  # of each account and OU
    scps: Attached = field(default_factory=dict)
    rcps: Attached = field(default_factory=dict)
    _paths: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    _levels: dict[tuple[str, str], Levels] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("parents", "scps", "rcps"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def path(self, account: str) -> tuple[str, ...]:
        """From the root down to the account; empty for an account of nobody in the organization."""
        if account not in self._paths and account in self.parents:
            path = [account]
            while path[-1] in self.parents:
                path.append(self.parents[path[-1]])
            self._paths[account] = tuple(reversed(path))
        return self._paths.get(account, ())

    def organization_path(self, account: str) -> str | None:
        """As `aws:PrincipalOrgPaths` has it: `o-exampleorgid/r-ab12/ou-ab12-11111111/`."""
        path = self.path(account)
        return "/".join((self.organization, *path[:-1], "")) if path else None

    def scp_levels(self, account: str) -> Levels:
        """What SCPs are attached on the way from the root to the account."""
        return self._cached("scp", account, self.scps, _ONLY_DEFAULT)

    def rcp_levels(self, account: str) -> Levels:
        """What RCPs of the organization's own are attached on the way from the root to the account."""
        return self._cached("rcp", account, self.rcps, ())

    def _cached(self, kind: str, account: str, attached: Attached, default: Level) -> Levels:
        if (kind, account) not in self._levels:
            self._levels[kind, account] = tuple((at, attached.get(at, default)) for at in self.path(account))
        return self._levels[kind, account]
