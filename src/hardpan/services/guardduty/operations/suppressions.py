"""Filters and trusted lists that hide findings, taken away unless hardpan.yaml names them."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import Filter, TrustedList
from ..suppressions import archiving_filters, lists_in_use


@operation(
    satisfies=["guardduty.no_unapproved_suppression"],
    facts=[Filter, TrustedList],
    writes=[
        "guardduty:DeleteFilter",
        "guardduty:CreateFilter",
        "guardduty:DeleteIPSet",
        "guardduty:CreateIPSet",
        "guardduty:DeleteTrustedEntitySet",
        "guardduty:CreateTrustedEntitySet",
    ],
    consent="findings that were suppressed until now show up again, and send alerts",
)
def suppressions(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """No filter that archives findings and no trusted list, except those that hardpan.yaml names."""
    for region in have.regions:
        for hiding in archiving_filters(region.place, have, want, approved=False):
            yield _delete_filter(hiding)
    for region in have.regions:
        for trusted in lists_in_use(region.place, have, want, approved=False):
            yield _delete_list(trusted)


def _delete_filter(found: Filter) -> Step:
    again = Write(
        "guardduty",
        "CreateFilter",
        DetectorId=found.detector,
        Name=found.name,
        Action=found.action,
        **found.content,
    )
    return Step(
        key=step_key(f"guardduty.suppressions/delete_filter:{found.name}", found.place),
        place=found.place,
        write=Write("guardduty", "DeleteFilter", DetectorId=found.detector, FilterName=found.name),
        because=f"the filter {found.name} archives findings and hardpan.yaml does not know it",
        resource=found.resource,
        before=f"filter {found.name} archives what it matches",
        after="no such filter; what it archived stays archived",
        undo=(again,),
        risk=Risk.DISRUPTIVE,
    )


def _delete_list(found: TrustedList) -> Step:
    identifier = {"IPSet": "IpSetId", "TrustedEntitySet": "TrustedEntitySetId"}[found.kind]
    again = Write(
        "guardduty",
        f"Create{found.kind}",
        DetectorId=found.detector,
        Name=found.name,
        Activate=True,
        **found.content,
    )
    return Step(
        key=step_key(f"guardduty.suppressions/delete_{found.kind}:{found.name}", found.place),
        place=found.place,
        write=Write("guardduty", f"Delete{found.kind}", DetectorId=found.detector, **{identifier: found.id}),
        because=f"the trusted list {found.name} hides findings and hardpan.yaml does not know it",
        resource=found.resource,
        before=f"nothing is found about what {found.name} lists",
        after="no such list",
        undo=(again,),
        undo_note="the list comes back under another id, and only while its file is still in the bucket",
        risk=Risk.DISRUPTIVE,
    )
