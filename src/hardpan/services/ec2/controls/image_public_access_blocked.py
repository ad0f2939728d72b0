"""No machine image can be made public.

An image holds a whole disk: passwords in configuration files, keys, source code. One wrong choice in a dialogue offers
it to every AWS customer, and there are people who look through all that is offered. The block refuses that choice.

Check by hand:
    aws ec2 get-image-block-public-access-state --region REGION

Fix by hand:
    aws ec2 enable-image-block-public-access --region REGION --image-block-public-access-state block-new-sharing

Edge cases:
    The state reads "unblocked" for up to ten minutes after the fix. Images that are public stay so: another control
    finds them. Sharing with single accounts and with the organization goes on.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Severity, Verdict, control

from ..defaults import CHANGE_THE_POLICY, verdict
from ..examples import IMAGE_BLOCK
from ..facts import BLOCK_NEW_SHARING, UNBLOCKED, ImageBlockPublicAccess


@control(
    section="infrastructure-protection",
    severity=Severity.HIGH,
    catalogue="infra.ami.bpa",
    passes=[IMAGE_BLOCK, replace(IMAGE_BLOCK, managed_by="declarative-policy")],
    fails=[
        replace(IMAGE_BLOCK, state=UNBLOCKED),
        replace(IMAGE_BLOCK, state=UNBLOCKED, managed_by="declarative-policy"),
    ],
    human=CHANGE_THE_POLICY,
)
def image_public_access_blocked(block: ImageBlockPublicAccess) -> Verdict:
    right = block.state == BLOCK_NEW_SHARING
    return verdict(block, right=right, seen="new sharing is blocked" if right else "images can be made public")
