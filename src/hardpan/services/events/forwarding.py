"""The role with which rules send events from other Regions to the home Region: the steps that make it right."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Account, Place, Step, Write, step_key
from hardpan.snapshot import Snapshot

from .facts import (
    FORWARDER,
    FORWARDER_PATH,
    EventForwarder,
    default_bus,
    forwarder_permissions,
    forwarder_trust,
)

_NAME = "events.alert_rules"


def forwarder(account: Account, want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The role that rules outside the home Region send with, where there is a Region to send from."""
    home = want.home(account.place)
    if all(region.place == home for region in have.regions if region.place.account == account.id):
        return
    for role in have.all(EventForwarder, account=account.id):
        if role.trust is None:
            yield _create_role(role, home)
        elif role.trust != forwarder_trust(home):
            yield _trust(role, home)
        if role.permissions != forwarder_permissions(home):
            yield _permit(role, home)


def made_by(place: Place) -> frozenset[str]:
    """Keys of the steps after which the role of the account at `place` can be used."""
    steps = ("create_role", "trust", "permit")
    return frozenset(step_key(f"{_NAME}/{step}", place.at(None)) for step in steps)


def _create_role(role: EventForwarder, home: Place) -> Step:
    return Step(
        key=step_key(f"{_NAME}/create_role", role.place),
        place=role.place,
        write=Write(
            "iam",
            "CreateRole",
            RoleName=FORWARDER,
            Path=FORWARDER_PATH,
            AssumeRolePolicyDocument=json.dumps(forwarder_trust(home)),
            Description="Hardpan: lets EventBridge send alerts to the home Region",
        ),
        because=f"EventBridge needs a role to send events to {home.region}",
        resource=role.arn,
        after=f"role {FORWARDER}, for EventBridge only",
        undo=(Write("iam", "DeleteRole", RoleName=FORWARDER),),
    )


def _trust(role: EventForwarder, home: Place) -> Step:
    return Step(
        key=step_key(f"{_NAME}/trust", role.place),
        place=role.place,
        write=_set_trust(json.dumps(forwarder_trust(home))),
        because=f"{FORWARDER} trusts someone else than EventBridge on behalf of this account",
        resource=role.arn,
        before=json.dumps(role.trust),
        after="EventBridge, on behalf of this account",
        undo=(_set_trust(json.dumps(role.trust)),),
    )


def _permit(role: EventForwarder, home: Place) -> Step:
    remove = Write("iam", "DeleteRolePolicy", RoleName=FORWARDER, PolicyName=FORWARDER)
    return Step(
        key=step_key(f"{_NAME}/permit", role.place),
        place=role.place,
        write=_set_permissions(json.dumps(forwarder_permissions(home))),
        because=f"{FORWARDER} may not put events on the bus of {home.region}",
        resource=role.arn,
        before=json.dumps(role.permissions) if role.permissions else None,
        after=f"events:PutEvents on {default_bus(home)}",
        needs=frozenset({step_key(f"{_NAME}/create_role", role.place)}),
        undo=(_set_permissions(json.dumps(role.permissions)) if role.permissions else remove,),
    )


def _set_trust(policy: str) -> Write:
    return Write("iam", "UpdateAssumeRolePolicy", RoleName=FORWARDER, PolicyDocument=policy)


def _set_permissions(policy: str) -> Write:
    return Write("iam", "PutRolePolicy", RoleName=FORWARDER, PolicyName=FORWARDER, PolicyDocument=policy)
