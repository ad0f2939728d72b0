"""What to change so that container images are scanned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from .facts import BASIC, ON_PUSH, ScanningConfiguration


@operation(
    satisfies=["ecr.images_scanned"],
    facts=[ScanningConfiguration],
    writes=["ecr:PutRegistryScanningConfiguration"],
)
def images_scanned(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Basic scanning of everything that is pushed, in place of the rules for some of it. Enhanced scanning stays."""
    everything = {"scanFrequency": ON_PUSH, "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}
    for registry in have.all(ScanningConfiguration):
        if not registry.on_push:
            yield Step(
                key=step_key("ecr.images_scanned/put", registry.place),
                place=registry.place,
                write=_put([everything]),
                because="images are not scanned when they are pushed",
                before=f"{len(registry.rules)} rules for some repositories" if registry.rules else "no rule",
                after="every image, when it is pushed",
                undo=(_put(registry.rules),),
            )


def _put(rules: Sequence[dict[str, Any]]) -> Write:
    return Write("ecr", "PutRegistryScanningConfiguration", scanType=BASIC, rules=list(rules))
