"""What to change about recorders and channels of somebody's only when a person agrees."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Account, Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...s3.facts import Bucket
from ..facts import Channel, LinkedRole, Recorder
from ..wanted import DESTINATION, GOVERNED, Destination, destination, is_control_towers, is_wanted, recorder_key
from ..whole import chosen, completed
from .recorder import BUCKET_TOO_NEW, COST, ROLE_TOO_NEW, put, role_made


@operation(
    satisfies=["config.records_everything"],
    facts=[Recorder, LinkedRole, *GOVERNED],
    writes=["iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "config:PutConfigurationRecorder"],
    after=["config.recorder"],
    permissions=["iam:PassRole"],
    asked_by=["config_recorder"],
    consent="types that somebody left out of a recorder are recorded and billed; where its own role may write to its "
    "bucket, the bucket's policy must let in config.amazonaws.com instead",
)
def recorder_completed(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Recorders of somebody's record every type, by the service-linked role. How often some types are stays."""
    for account in have.accounts if is_wanted(want) else ():
        if is_control_towers(have, account):
            continue
        found = [one for one in have.all(Recorder, account=account.id) if chosen(one)]
        role = step_key("config.recorder_completed/role", account.place)
        if found and not have.at(LinkedRole, account.place) and _is_in_every_region(have, account):
            yield role_made(role, account.place)
        for one in found:
            yield _completed(one, want, {role, step_key("config.recorder/role", account.place)})


def _is_in_every_region(have: Snapshot, account: Account) -> bool:
    """Whether `config.recorder` makes no recorder, and so no role for one."""
    here = [region.place for region in have.regions if region.place.account == account.id]
    return all(have.at(Recorder, place) for place in here)


def _completed(found: Recorder, want: Baseline, roles: set[str]) -> Step:
    fill = recorder_key("fill", found.place)
    return Step(
        key=step_key(f"config.recorder_completed/put:{found.name}", found.place),
        place=found.place,
        write=put(completed(found, want)),
        because="; ".join(chosen(found)),
        before=found.role,
        after="every type, by the service-linked role",
        needs=frozenset({fill, *roles}),
        undo=(put(found),),
        risk=Risk.DISRUPTIVE,
        monthly_cost_usd=None,
        cost_note=COST,
        not_yet=(ROLE_TOO_NEW,),
    )


@operation(
    satisfies=["config.archived"],
    facts=[Channel, Bucket, *GOVERNED, *DESTINATION],
    writes=["config:PutDeliveryChannel"],
    after=["config.bucket", "config.recorder"],
    asked_by=["config_recorder"],
    consent="whoever reads what AWS Config records in the bucket of today finds nothing new there",
)
def delivery_moved(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Channels that deliver to another bucket deliver to the one that is to keep it."""
    for account in have.accounts if is_wanted(want) else ():
        if is_control_towers(have, account):
            continue
        meant = destination(want, have, account)
        for channel in have.all(Channel, account=account.id):
            if channel.bucket != meant.name and not _is_kept_here(channel, meant, have):
                yield _moved(channel, meant)


def _is_kept_here(channel: Channel, meant: Destination, have: Snapshot) -> bool:
    """Whether it delivers to a bucket of its own account, which is as good where there is no account for logs."""
    owned = have.all(Bucket, account=channel.place.account)
    return not meant.organization and any(bucket.name == channel.bucket for bucket in owned)


def _moved(channel: Channel, meant: Destination) -> Step:
    kept = {name: value for name, value in channel.settings.items() if name not in ("s3BucketName", "s3KeyPrefix")}
    # The key is in the Region of the old bucket, and its policy may not know of the new one: SSE-S3 takes its place.
    kept.pop("s3KmsKeyArn", None)
    return Step(
        key=step_key(f"config.delivery_moved/put:{channel.name}", channel.place),
        place=channel.place,
        write=Write("config", "PutDeliveryChannel", DeliveryChannel={**kept, "s3BucketName": meant.name}),
        because=f"what is recorded is kept in {channel.bucket}",
        before=channel.bucket,
        after=meant.name,
        needs=meant.prepared if meant.is_here else frozenset(),
        follows=frozenset() if meant.is_here else meant.announced,
        undo=(Write("config", "PutDeliveryChannel", DeliveryChannel=channel.settings),),
        undo_note="what was delivered meanwhile stays in the new bucket",
        risk=Risk.DISRUPTIVE,
        not_yet=BUCKET_TOO_NEW,
    )
