"""The one trail of an organization: of which account it is, who keeps its log files, and whom it records.

Where hardpan.yaml names an account that keeps the logs, no other account has a trail or a log bucket of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hardpan.config import Baseline
from hardpan.model import PLANNED_ORGANIZATION, Account, Fact, Place, is_planned
from hardpan.snapshot import Snapshot

from ..organizations.facts import Member, Membership
from ..organizations.layout import is_to_be_made, numbers
from ..organizations.standing import has_all_features, manages
from .facts import Trail

CLOUDTRAIL = "cloudtrail.amazonaws.com"
# The alias of the key that encrypts log files: what the trail's account can call the key before there is one.
KEY_ALIAS = "alias/hardpan-logs"


@dataclass(frozen=True)
class Shared:
    """The trail of an organization whose log files one account keeps, as any account of it knows it."""

    want: Baseline
    organization: str  # its id, or what stands for it
    management: Place  # the account that has the trail

    @property
    def arn(self) -> str:
        """The ARN of the trail, also of one that is yet to be made: policies name it before it exists.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-an-organizational-trail-by-using-the-aws-cli.html
        """
        return self.want.home(self.management).arn("cloudtrail", f"trail/{self.want.logs.trail}")

    @property
    def is_encrypted(self) -> bool:
        """Whether log files are to have a key of their own, which has its price."""
        return self.want.profile != "personal"

    def is_kept_by(self, account: Account) -> bool:
        """Whether this account keeps the log files."""
        return account.name == self.want.organization.log_archive and account.id != self.management.account


FACTS: list[type[Fact]] = [Membership, Member]  # that `shared` reads


def shared(want: Baseline, have: Snapshot, account: Account) -> Shared | None:
    """The organization's trail, where hardpan.yaml names an account that keeps its log files.

    None also in an organization without all features, which cannot have one, and in the management account for as long
    as nobody consents to what must be made first: until then its own trail is better than none.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
    """
    if want.organization.log_archive is None:
        return None
    for found in have.at(Membership, account.place):
        if is_to_be_made(found, want):
            agreed = all(map(want.consents_to, _MAKING))
            return Shared(want, PLANNED_ORGANIZATION, account.place) if agreed else None
        if found.organization and found.management_account and has_all_features(found):
            if manages(found) and not _can_be_kept(want, have):
                return None
            return Shared(want, found.organization, Place(found.management_account, None, found.place.partition))
    return None


_MAKING = ("organizations.organization", "organizations.accounts")


def _can_be_kept(want: Baseline, have: Snapshot) -> bool:
    """Whether the account that keeps the log files is there, or is made by the same plan."""
    keeper = numbers(want, have)[want.organization.log_archive or ""]
    return not is_planned(keeper) or want.consents_to("organizations.accounts")


def shared_trail_of(trails: Iterable[Trail]) -> Trail | None:
    """The trail that records the whole organization: a complete one, else the one that lacks least.

    None means that one has to be made: a service's own trail is not put right by others.
    """
    found = [trail for trail in trails if trail.organization]
    for trail in found:
        if trail.complete:
            return trail
    own = [trail for trail in found if not trail.managed]
    return min(own, key=lambda trail: (len(trail.shortcomings), trail.arn), default=None)


def key_alias(place: Place) -> str:
    """ARN of the alias of the key that encrypts log files, in the Region of the bucket that keeps them.

    By it another account names a key whose id it does not know.
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
    """
    return place.arn("kms", KEY_ALIAS)
