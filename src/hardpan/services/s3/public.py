"""Whether a bucket is open to strangers, by its own settings and its account's together."""

from __future__ import annotations

from fnmatch import fnmatchcase

from hardpan.config import Baseline
from hardpan.model import Place
from hardpan.snapshot import Snapshot

from ..s3control.facts import AccountPublicAccess, PublicAccessBlock


def excepted(name: str, want: Baseline) -> bool:
    """Whether hardpan.yaml says that the bucket is meant to be public."""
    return any(fnmatchcase(str(name), pattern) for pattern in want.exceptions.public_buckets)


def account_block(snapshot: Snapshot, account: Place) -> PublicAccessBlock | None:
    """The block that holds for every bucket of the account."""
    return next((found.block for found in snapshot.at(AccountPublicAccess, account)), None)


def switches_off(*blocks: PublicAccessBlock | None) -> list[str]:
    """The switches that are on in none of the blocks: S3 applies the strictest combination."""
    everything = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
    offs = [everything if block is None else block.off for block in blocks]
    return [switch for switch in everything if all(switch in off for off in offs)]
