"""What to change so that AWS tells which images are launched of makers that are not known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..declared import guardrails_over
from ..images import AUDIT, DISABLED, ENABLED, GUARDRAIL, AllowedImages


@operation(
    satisfies=["ec2.images_of_known_makers"],
    facts=[AllowedImages],
    writes=[
        "ec2:ReplaceImageCriteriaInAllowedImagesSettings",
        "ec2:EnableAllowedImagesSettings",
        "ec2:DisableAllowedImagesSettings",
    ],
)
def images_of_known_makers(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Audit mode, for AWS's images, the account's and those of trusted accounts. Nothing is refused by it.

    Where the setting is enabled it refuses already, and a person has to narrow it. Where a guardrail of the
    organization sees to it, no account can.
    """
    for region in have.all(AllowedImages):
        friends = (region.place.account, *want.exceptions.trusted_accounts)
        too_wide = region.lets_anybody_in or bool(region.strangers(friends))
        if GUARDRAIL in guardrails_over(want, have, region.place):
            continue
        if region.by_policy or region.state == ENABLED or not (too_wide or region.state == DISABLED):
            continue
        first = step_key("ec2.images_of_known_makers/criteria", region.place)
        if too_wide:
            wanted = [{"ImageProviders": ["amazon", "aws-backup-vault", *sorted(set(friends))]}]
            yield Step(
                key=first,
                place=region.place,
                write=_criteria(wanted),
                because="no criterion says whose images are known",
                before="any maker" if region.lets_anybody_in else "makers that are not known",
                after="amazon, aws-backup-vault and accounts of yours",
                undo=(_criteria(region.criteria),),
            )
        if region.state == DISABLED:
            yield Step(
                key=step_key("ec2.images_of_known_makers/audit", region.place),
                place=region.place,
                write=Write("ec2", "EnableAllowedImagesSettings", AllowedImagesSettingsState=AUDIT),
                because="images of any maker can be launched unseen",
                before=DISABLED,
                after=AUDIT,
                needs=frozenset({first}),
                undo=(Write("ec2", "DisableAllowedImagesSettings"),),
            )


def _criteria(criteria: Sequence[dict[str, Any]]) -> Write:
    """None at all takes away those that there are."""
    named = {"ImageCriteria": list(criteria)} if criteria else {}
    return Write("ec2", "ReplaceImageCriteriaInAllowedImagesSettings", **named)
