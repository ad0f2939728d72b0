"""What to change so that no bucket of the account can be made public."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Place, Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from .facts import ALL_BLOCKED, AccountPublicAccess, PublicAccessBlock


@operation(
    satisfies=["s3control.account_public_access_block"],
    facts=[AccountPublicAccess],
    writes=["s3control:PutPublicAccessBlock", "s3control:DeletePublicAccessBlock"],
    consent="websites and downloads served from public buckets stop working",
)
def account_public_access_block(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """All four switches on, for the account as a whole."""
    for account in have.all(AccountPublicAccess):
        if account.block is None or not account.block.complete:
            yield Step(
                key=step_key("s3control.account_public_access_block/put", account.place),
                place=account.place,
                write=_put(account.place, ALL_BLOCKED),
                because="the account does not block public access to S3",
                before="nothing blocked" if account.block is None else f"off: {', '.join(account.block.off)}",
                after="all four switches on",
                undo=(_delete(account.place) if account.block is None else _put(account.place, account.block),),
                risk=Risk.DISRUPTIVE,
            )


def _put(place: Place, block: PublicAccessBlock) -> Write:
    return Write(
        "s3control",
        "PutPublicAccessBlock",
        AccountId=place.account,
        PublicAccessBlockConfiguration=block.parameters(),
    )


def _delete(place: Place) -> Write:
    return Write("s3control", "DeletePublicAccessBlock", AccountId=place.account)
