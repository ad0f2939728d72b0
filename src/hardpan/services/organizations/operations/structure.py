"""The organization itself and its units: made where they are missing."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline, Unit
from hardpan.model import Problem, Read, Ref, Risk, Settled, Step, Write, operation
from hardpan.snapshot import Snapshot

from ...controltower.facts import LandingZone
from ..facts import Membership, Plan, Root
from ..facts import Unit as UnitThere
from ..layout import (
    Governed,
    created_key,
    governed,
    is_to_be_made,
    unit_key,
    would_end_free_plan,
)
from ..wanted import QUARANTINE, part_of

_QUARANTINED = "organizations.quarantine_unit"


@operation(
    satisfies=["organizations.all_features"],
    facts=[Membership, Plan],
    writes=["organizations:CreateOrganization", "organizations:DeleteOrganization"],
    permissions=["iam:CreateServiceLinkedRole", "organizations:ListRoots"],
    consent="this account becomes the management account of an organization for good: it pays for every account in it, "
    "no guardrail ever binds it, and an organization with all features does not go back to fewer",
    asked_by=["organization"],
)
def organization(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The organization that hardpan.yaml describes, with all features.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html
    """
    for here in have.all(Membership):
        if not is_to_be_made(here, want):
            continue
        if would_end_free_plan(here, want, have):
            raise Problem(
                "the account is on AWS's Free plan, and an organization moves it to the Paid plan",
                effect="no organization is made",
                next="set organization.paid_plan: true in hardpan.yaml if it may, then plan again",
            )
        yield Step(
            key=created_key(here.place),
            place=here.place,
            write=Write("organizations", "CreateOrganization", FeatureSet="ALL"),
            because="the account is in no organization",
            before="an account by itself",
            after="the management account of an organization",
            undo=None if want.organization.accounts else (Write("organizations", "DeleteOrganization"),),
            undo_note="the organization stays: it can be deleted only while no other account is in it",
            risk=Risk.IRREVERSIBLE if want.organization.accounts else Risk.DISRUPTIVE,
            settled=Settled(Read("organizations", "ListRoots"), "length(Roots)", 1),
        )


@operation(
    satisfies=["organizations.units", _QUARANTINED],
    facts=[Membership, Root, UnitThere, LandingZone],
    writes=["organizations:CreateOrganizationalUnit", "organizations:DeleteOrganizationalUnit"],
    after=["organizations.organization"],
    asked_by=["organization"],
)
def units(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every unit of hardpan.yaml, each below the one it is in. None is renamed, moved or removed.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html
    """
    for here in governed(want, have):
        for unit in want.organization.units:
            if unit.path not in here.unit_ids:
                yield _unit(unit, here)


def _unit(unit: Unit, here: Governed) -> Step:
    key = unit_key(unit.path, here.place)
    parent = here.unit(unit.above) if unit.above else here.root
    return Step(
        key=key,
        place=here.place,
        write=Write("organizations", "CreateOrganizationalUnit", ParentId=parent, Name=unit.name),
        because=f"there is no unit {unit.path}",
        controls=("organizations.units", *([_QUARANTINED] if part_of(here.want, unit.path) == QUARANTINE else [])),
        after=unit.path + (", which Control Tower does not govern until it is registered there" if here.zone else ""),
        needs=here.needs | ({unit_key(unit.above, here.place)} if unit.above else set()),
        undo=(
            Write(
                "organizations",
                "DeleteOrganizationalUnit",
                OrganizationalUnitId=Ref(key, "OrganizationalUnit.Id"),
            ),
        ),
    )
