"""No EBS snapshot can be public.

A snapshot is a disk. Shared with everybody by mistake, it can be restored and searched by any AWS customer, and
leaves no trace in your logs when it is. The block refuses such sharing and hides what is shared already.

Check by hand:
    aws ec2 get-snapshot-block-public-access-state --region REGION

Fix by hand:
    aws ec2 enable-snapshot-block-public-access --region REGION --state block-all-sharing

Edge cases:
    "block-new-sharing" fails: snapshots that are public stay so. The block hides a public snapshot without making it
    private; whoever turns the block off publishes it again. Sharing with single accounts goes on.

Source: https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Severity, Verdict, control

from ..defaults import CHANGE_THE_POLICY, verdict
from ..examples import SNAPSHOT_BLOCK
from ..facts import BLOCK_ALL_SHARING, BLOCK_NEW_SHARING, UNBLOCKED, SnapshotBlockPublicAccess

_SEEN = {
    BLOCK_ALL_SHARING: "all public sharing is blocked",
    BLOCK_NEW_SHARING: "new sharing is blocked, but snapshots that are public stay so",
    UNBLOCKED: "snapshots can be public",
}


@control(
    section="data-protection",
    severity=Severity.CRITICAL,
    catalogue="data.ebs.snapshot-bpa",
    passes=[SNAPSHOT_BLOCK, replace(SNAPSHOT_BLOCK, managed_by="declarative-policy")],
    fails=[
        replace(SNAPSHOT_BLOCK, state=UNBLOCKED),
        replace(SNAPSHOT_BLOCK, state=BLOCK_NEW_SHARING),
        replace(SNAPSHOT_BLOCK, state=BLOCK_NEW_SHARING, managed_by="declarative-policy"),
    ],
    human=CHANGE_THE_POLICY,
)
def snapshot_public_access_blocked(block: SnapshotBlockPublicAccess) -> Verdict:
    return verdict(block, right=block.state == BLOCK_ALL_SHARING, seen=_SEEN.get(block.state, block.state))
