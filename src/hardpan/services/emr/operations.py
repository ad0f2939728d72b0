"""What to change so that EMR starts no cluster that is open to the internet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from .facts import SSH, BlockPublicAccess


@operation(
    satisfies=["emr.public_access_blocked"],
    facts=[BlockPublicAccess],
    writes=["emr:PutBlockPublicAccessConfiguration"],
)
def public_access_blocked(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The block is on, and excepts nothing but SSH where it did so before. Clusters that run are left alone."""
    for region in have.all(BlockPublicAccess):
        kept = tuple(ports for ports in region.permitted if ports == SSH)
        right = replace(region, enabled=True, permitted=kept)
        if region != right:
            yield Step(
                key=step_key("emr.public_access_blocked/put", region.place),
                place=region.place,
                write=_put(right),
                because="clusters may be open to the internet",
                before="on, with exceptions" if region.enabled else "off",
                after="on",
                undo=(_put(region),),
                risk=Risk.DISRUPTIVE,
            )


def _put(block: BlockPublicAccess) -> Write:
    return Write("emr", "PutBlockPublicAccessConfiguration", BlockPublicAccessConfiguration=block.parameters())
