"""What the security services have in common: an account administers them for its organization, Region by Region.

The management account designates it, and it makes the organization's accounts its members:
https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_organizations.html,
https://docs.aws.amazon.com/securityhub/latest/userguide/designate-orgs-admin-account.html,
https://docs.aws.amazon.com/inspector/latest/user/designating-admin.html,
https://docs.aws.amazon.com/macie/latest/user/accounts-mgmt-ao-notes.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal, TypeAlias

from .. import background, organization, owner, regions
from ..organization import Organization
from ..registry import Call

# Seconds until a setting has reached the accounts it is for; on AWS up to 24 hours.
REACHES_AFTER = 0.3

Objection: TypeAlias = Literal["not the management account", "no such account", "no trust", "again", "another"]


@dataclass
class Member:
    """An account that is, or was, administered by another."""

    account: str
    status: str = "Enabled"  # or Created: it is in no organization and not invited yet; or Removed
    email: str = ""
    updated: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Administration:
    """Who administers a service in one Region, over whom, and what else the service keeps of it."""

    administrator: str
    settings: dict[str, Any]
    members: dict[str, Member] = field(default_factory=dict)

    def has(self, account: str) -> bool:
        """Whether an account is a member now."""
        return account in self.members and self.members[account].status == "Enabled"

    def admit(self, account: str) -> None:
        self.members[account] = Member(account, email=owner.of(account).email)

    def remove(self, account: str) -> None:
        self.members[account].status, self.members[account].updated = "Removed", datetime.now(UTC)


@dataclass(frozen=True)
class Service:
    """A service that is administered so."""

    name: str  # botocore's
    principal: str
    brings_trust: bool = False  # whether designating an administrator enables trusted access too

    def everywhere(self, call: Call, found: Organization) -> dict[str, Administration]:
        """By Region. One that Organizations does not know any more, or trusts no more, administers nothing."""
        kept: dict[str, Administration] = call.kept(self.name, found.id, "").setdefault("administrations", {})
        for region, here in list(kept.items()):
            if not (found.is_trusted(self.principal) and self._administers(found, here.administrator)):
                kept.pop(region, None)
        return kept

    def here(self, call: Call) -> Administration | None:
        """In the call's Region, for the organization of its account. Who left that is no member any more."""
        found = organization.of(call.account, call.partition)
        here = self.everywhere(call, found).get(call.region) if found else None
        if found and here:
            for member in list(here.members.values()):
                inside = found.members.get(member.account)
                if member.status == "Enabled" and (inside is None or inside.joined > member.updated):
                    here.remove(member.account)
        return here

    def by(self, call: Call) -> Administration | None:
        """What the call's account administers in its Region."""
        here = self.here(call)
        return here if here and here.administrator == call.account else None

    def over(self, call: Call) -> Administration | None:
        """What the call's account is a member of in its Region."""
        here = self.here(call)
        return here if here and here.has(call.account) else None

    def objection(self, call: Call, account: str) -> Objection | None:
        """Why the caller cannot designate an account as administrator in its Region."""
        found = organization.of(call.account, call.partition)
        if found is None or call.account != found.management:
            return "not the management account"
        if account not in found.members or found.members[account].state != "ACTIVE":
            return "no such account"
        if not found.has_all_features or not (self.brings_trust or found.is_trusted(self.principal)):
            return "no trust"
        kept = self.everywhere(call, found)
        if call.region in kept and kept[call.region].administrator == account:
            return "again"
        others = {here.administrator for here in kept.values()} | {*found.delegated_administrators(self.principal)}
        return "another" if others - {account} else None

    def designate(self, call: Call, account: str, settings: dict[str, Any], busy: str) -> Administration:
        """Make an account the administrator in the call's Region. In Organizations it is one in all of them.

        The first designation changes the organization: others while it lasts get the error code `busy`, as in
        https://github.com/aws-samples/aws-secure-environment-accelerator/issues/778.
        """
        found = organization.of(call.account, call.partition)
        assert found is not None
        if self._is_known(found, account) and not found.lane.locked():
            return self._begin(call, found, account, settings)
        with organization.one_change(call, found, busy):
            now = datetime.now(UTC)
            found.trusted.setdefault(self.principal, now)
            if account != found.management:
                found.delegated.setdefault(self.principal, {})[account] = now
            return self._begin(call, found, account, settings)

    def withdraw(self, call: Call) -> None:
        """Nobody administers the service in the call's Region; Organizations is told by its own operation."""
        found = organization.of(call.account, call.partition)
        if found is not None:
            self.everywhere(call, found).pop(call.region, None)

    def on_new_account(self, act: Welcome) -> Welcome:
        """Register what is done in a new account, some time after it joined, in each Region that is administered."""

        def reach(there: Call) -> None:
            here = self.here(there)
            if here and may_join(organization_of(there), here, there.account, there.region):
                act(there, here)

        @organization.on_new_account
        def hear(found: Organization, there: Call) -> None:
            for region in list(self.everywhere(there, found)):
                background.later(REACHES_AFTER, partial(reach, there.elsewhere(there.account, region, self.name)))

        return act

    def _begin(self, call: Call, found: Organization, account: str, settings: dict[str, Any]) -> Administration:
        return self.everywhere(call, found).setdefault(call.region, Administration(account, settings))

    def _is_known(self, found: Organization, account: str) -> bool:
        return found.is_trusted(self.principal) and self._administers(found, account)

    def _administers(self, found: Organization, account: str) -> bool:
        return account in found.members and found.administers(account, self.principal)


Welcome: TypeAlias = Callable[[Call, Administration], None]

GUARDDUTY = Service("guardduty", "guardduty.amazonaws.com")
SECURITY_HUB = Service("securityhub", "securityhub.amazonaws.com", brings_trust=True)
INSPECTOR = Service("inspector2", "inspector2.amazonaws.com")
MACIE = Service("macie2", "macie.amazonaws.com")
DETECTIVE = Service("detective", "detective.amazonaws.com", brings_trust=True)


def manages(call: Call) -> bool:
    """Whether the call is the management account's of an organization."""
    found = organization.of(call.account, call.partition)
    return found is not None and found.management == call.account


def organization_of(call: Call) -> Organization:
    """The organization of an account that is known to be in one."""
    found = organization.of(call.account, call.partition)
    assert found is not None
    return found


def may_join(found: Organization, here: Administration, account: str, region: str) -> bool:
    """Whether an account of the organization could be a member: not closed, and with the Region enabled."""
    return (
        account in found.members
        and account != here.administrator
        and found.members[account].state == "ACTIVE"
        and regions.usable(account, region)
    )


def outsiders(call: Call, here: Administration) -> Iterator[Call]:
    """A call in each account of the organization that could be a member and is not."""
    found = organization_of(call)
    for account in list(found.members):
        if may_join(found, here, account, call.region) and not here.has(account):
            yield call.elsewhere(account)


def shown(call: Call, here: Administration, *, only_associated: bool) -> list[tuple[Member, str]]:
    """Members and what is said of each: as it is kept, or AccountSuspended of a closed account.

    Accounts that left the organization are not told of.
    """
    found = organization_of(call)
    told = []
    for member in list(here.members.values()):
        inside = found.members.get(member.account)
        if inside is None and member.status != "Created":
            continue
        status = "AccountSuspended" if inside and inside.state == "SUSPENDED" else member.status
        if status == "Enabled" or not only_associated:
            told.append((member, status))
    return told
