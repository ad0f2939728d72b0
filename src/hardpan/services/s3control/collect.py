"""What to ask S3 Control, and what the answers mean."""

from __future__ import annotations

from hardpan.model import Place, Read, Reading, collector, lift

from .facts import AccountPublicAccess, PublicAccessBlock


@collector(AccountPublicAccess, per="account", reads=["s3control:GetPublicAccessBlock"])
def account_public_access(here: Place) -> Reading[AccountPublicAccess]:
    """The account-wide block; an account that never set one answers NoSuchPublicAccessBlockConfiguration."""
    answer = yield Read("s3control", "GetPublicAccessBlock", AccountId=here.account).or_none(
        "NoSuchPublicAccessBlockConfiguration"
    )
    block = None
    if answer is not None:
        block = lift(PublicAccessBlock.from_answer, answer["PublicAccessBlockConfiguration"])
    return [AccountPublicAccess(place=here, block=block)]
