"""A recorder in every Region, a channel to deliver by, and both at work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Account, NotYet, Place, Read, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import LINKED_ROLE, Channel, LinkedRole, Recorder, linked_role
from ..wanted import (
    CONFIG,
    DESTINATION,
    GOVERNED,
    NAME,
    Destination,
    described,
    destination,
    is_control_towers,
    is_wanted,
    recorder_key,
)
from ..whole import filled, lacking

COST = (
    "0.003 USD an item recorded continuously, 0.012 USD one recorded daily (second-hand prices, 2026); the first "
    "recording of a Region with a default VPC is some 20 items"
)
_EVERY = ("config.recorder", "config.records_everything", "config.delivering", "config.archived")
# The role, the bucket and its policy, made a moment ago in other services, are not known to Config at once.
# https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/configservice/delivery_channel.go
ROLE_TOO_NEW = NotYet("InvalidRoleException", seconds=120)
BUCKET_TOO_NEW = (
    NotYet("InsufficientDeliveryPolicyException", seconds=120),
    NotYet("NoSuchBucketException", seconds=30),
)


@operation(
    satisfies=_EVERY,
    facts=[Recorder, Channel, LinkedRole, *GOVERNED, *DESTINATION],
    writes=[
        "iam:CreateServiceLinkedRole",
        "iam:DeleteServiceLinkedRole",
        "config:PutConfigurationRecorder",
        "config:DeleteConfigurationRecorder",
        "config:PutDeliveryChannel",
        "config:DeleteDeliveryChannel",
        "config:StartConfigurationRecorder",
        "config:StopConfigurationRecorder",
    ],
    after=["config.bucket", "organizations.organization", "organizations.accounts"],
    permissions=["iam:PassRole"],
    asked_by=["config_recorder"],
)
def recorder(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every type of resource, in every Region, delivered to the bucket that keeps it.

    A recorder and a channel that are there stay; what they lack is added, what somebody chose is left as it is. Where
    AWS Control Tower sets up Config, or would, nothing is touched.
    https://docs.aws.amazon.com/config/latest/developerguide/gs-cli-subscribe.html
    """
    for account in have.accounts if is_wanted(want) else ():
        if not is_control_towers(have, account):
            yield from _wanted(_Here(want, have, account, destination(want, have, account)))


@dataclass(frozen=True)
class _Here:
    """An account that records, or is to."""

    want: Baseline
    have: Snapshot
    account: Account
    meant: Destination

    @property
    def regions(self) -> list[Place]:
        return [one.place for one in self.have.regions if one.place.account == self.account.id]

    def recorder(self, place: Place) -> Recorder | None:
        return next(iter(self.have.at(Recorder, place)), None)

    def channel(self, place: Place) -> Channel | None:
        return next(iter(self.have.at(Channel, place)), None)

    @property
    def role_key(self) -> str:
        """Key of the step that makes the service-linked role."""
        return step_key("config.recorder/role", self.account.place)


def _wanted(here: _Here) -> Iterator[Step]:
    recorders = {place: here.recorder(place) for place in here.regions}
    if not all(recorders.values()) and not here.have.at(LinkedRole, here.account.place):
        yield role_made(here.role_key, here.account.place)
    for place, found in recorders.items():
        if found is None:
            yield _made(here, place)
        elif lacking(found, here.want):
            yield _filled(found, here.want)
        if here.channel(place) is None:
            yield _delivering(here, place)
        if found is None or not found.recording:
            yield _started(place, found.name if found else NAME)


def role_made(key: str, account: Place) -> Step:
    """The service-linked role of AWS Config. IAM deletes it only when nothing uses it."""
    return Step(
        key=key,
        place=account,
        write=Write("iam", "CreateServiceLinkedRole", AWSServiceName=CONFIG),
        because=f"{LINKED_ROLE} does not exist",
        resource=linked_role(account),
        after="a role that AWS Config reads with, and nobody else can assume",
        undo=(Write("iam", "DeleteServiceLinkedRole", RoleName=LINKED_ROLE),),
    )


def _made(here: _Here, place: Place) -> Step:
    wanted = described(here.want, place, linked_role(place))
    return Step(
        key=recorder_key("create", place),
        place=place,
        write=Write("config", "PutConfigurationRecorder", ConfigurationRecorder=wanted),
        because="nothing is recorded",
        before="no recorder",
        after=f"every type, {here.want.config_recorder}"
        + (", with IAM's" if wanted["recordingGroup"]["includeGlobalResourceTypes"] else ""),
        needs=frozenset({here.role_key}),
        undo=(Write("config", "DeleteConfigurationRecorder", ConfigurationRecorderName=NAME),),
        undo_note="what was recorded stays with AWS Config and in its bucket",
        not_yet=(ROLE_TOO_NEW,),
    )


def _filled(found: Recorder, want: Baseline) -> Step:
    whole = filled(found, want)
    return Step(
        key=recorder_key("fill", found.place),
        place=found.place,
        write=put(whole),
        because="; ".join(lacking(found, want)),
        controls=("config.records_everything",),
        before=_told(found),
        after=_told(whole),
        undo=(put(found),),
        monthly_cost_usd=None,
        cost_note=COST,
    )


def put(recorder: Recorder) -> Write:
    """The request that sets a recorder to this."""
    return Write("config", "PutConfigurationRecorder", ConfigurationRecorder=recorder.described)


def _told(recorder: Recorder) -> str:
    return f"{recorder.frequency.lower()}, {'with' if recorder.records_global else 'without'} IAM's types"


def _delivering(here: _Here, place: Place) -> Step:
    meant = here.meant
    elsewhere = meant.announced if not meant.is_here else frozenset[str]()
    return Step(
        key=recorder_key("channel", place),
        place=place,
        write=Write("config", "PutDeliveryChannel", DeliveryChannel={"name": NAME, "s3BucketName": meant.name}),
        because="what is recorded is kept nowhere",
        before="no delivery channel",
        after=f"delivers to {meant.name}",
        needs=frozenset({recorder_key("create", place)}) | (meant.prepared if meant.is_here else frozenset()),
        follows=elsewhere,
        undo=(Write("config", "DeleteDeliveryChannel", DeliveryChannelName=NAME),),
        undo_note="what was delivered stays in the bucket",
        # Undone: a recorder that was stopped a moment ago still counts as running.
        not_yet=(*BUCKET_TOO_NEW, NotYet("LastDeliveryChannelDeleteFailedException", seconds=60)),
    )


def _started(place: Place, name: str) -> Step:
    named: dict[str, Any] = {"ConfigurationRecorderName": name}
    return Step(
        key=recorder_key("start", place),
        place=place,
        write=Write("config", "StartConfigurationRecorder", **named),
        because="the recorder is stopped",
        before="stopped",
        after="records",
        needs=frozenset({recorder_key("create", place), recorder_key("channel", place)}),
        undo=(Write("config", "StopConfigurationRecorder", **named),),
        monthly_cost_usd=None,
        cost_note=COST,
        settled=Settled(
            Read("config", "DescribeConfigurationRecorderStatus"), "ConfigurationRecordersStatus[0].recording", True
        ),
        # With the error that it shows for as long as the channel is not known everywhere.
        not_yet=(NotYet("NoAvailableDeliveryChannelException", seconds=60),),
    )
