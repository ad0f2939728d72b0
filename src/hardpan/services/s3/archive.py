"""The log bucket of an organization, in the account that keeps it: Hardpan's to put right, policy and key included."""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.config import Baseline
from hardpan.model import Account, Place
from hardpan.snapshot import Snapshot

from ..cloudtrail.facts import Trail, is_a_services
from ..cloudtrail.organization import Shared, shared, shared_trail_of
from ..organizations.facts import Membership
from .facts import Delivery, LogBucket
from .log_bucket import LogHome, bucket_key, log_home


@dataclass(frozen=True)
class Archive:
    """What this account keeps of the organization's trail, or is to."""

    account: Account
    together: Shared
    trail: Trail | None  # as its copy shows; None: to be made
    home: LogHome | None  # where it has no bucket yet
    bucket: LogBucket | None  # that is here

    @property
    def organization(self) -> str:
        """The organization's id."""
        return self.together.organization

    @property
    def trail_arn(self) -> str:
        """The trail's ARN, also where it is yet to be made."""
        return self.trail.arn if self.trail else self.together.arn

    @property
    def is_encrypted(self) -> bool:
        """Whether log files are to have a key of this account's."""
        return self.together.is_encrypted

    @property
    def at_home(self) -> Place:
        """The Region of the bucket, which is the Region of its key; of the trail where the bucket is elsewhere."""
        if self.home is not None:
            return self.home.at_home
        if self.bucket is not None:
            return self.bucket.at_home
        assert self.trail is not None
        return self.account.place.at(self.trail.home_region)

    @property
    def key(self) -> str | None:
        """The key of this account's that the trail has already, and that fits the bucket."""
        found = self.trail.key if self.trail else None
        return found if found and found.startswith(self.at_home.arn("kms", "key/")) else None

    @property
    def made(self) -> frozenset[str]:
        """Key of the step that makes the bucket, where it is to be made."""
        return frozenset({bucket_key("create", self.home.name, self.home.at_home)}) if self.home else frozenset()


def archive(want: Baseline, have: Snapshot, account: Account) -> Archive | None:
    """None in every other account, and where a service keeps the log files, as Control Tower does."""
    together = shared(want, have, account)
    if together is None or not together.is_kept_by(account):
        return None
    trail = shared_trail_of(have.all(Trail, account=account.id))
    if trail.managed if trail else is_a_services(want.logs.trail):
        return None
    home = log_home(want, have, account)
    if home is not None:
        return Archive(account, together, trail, home, home.existing)
    assert trail is not None
    here = [one for one in have.all(LogBucket, account=account.id) if one.name == trail.bucket]
    return Archive(account, together, trail, None, here[0] if here else None)


def is_ours(bucket: LogBucket, found: Archive | None) -> bool:
    """Whether a bucket is the organization's archive, and gathers nobody else's log files."""
    if found is None or found.bucket is None or bucket.name != found.bucket.name:
        return False
    known = {bucket.place.account, found.together.management.account}
    return bucket.owners <= known and not any(_is_a_services(delivery) for delivery in bucket.deliveries)


def _is_a_services(delivery: Delivery) -> bool:
    return is_a_services(delivery.trail_arn.rpartition("/")[2])


def gathered_organization(bucket: LogBucket, have: Snapshot) -> str | None:
    """The id of the organization whose trail delivers here, where it is this account's own and not another."""
    if not any(delivery.organization for delivery in bucket.deliveries):
        return None
    for found in have.at(Membership, bucket.place):
        if found.management_account in bucket.owners:
            return found.organization
    return None
