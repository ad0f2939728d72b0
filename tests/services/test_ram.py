"""RAM: with whom resources are shared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Exceptions
from hardpan.model import FactUnreadable, Read
from hardpan.services.organizations.examples import IN_NONE, MEMBERSHIP, TRUSTED
from hardpan.services.ram.collect import resource_shares
from hardpan.services.ram.examples import HERE, SHARE
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

SUPPLIER, PARTNER = "999988887777", "888877776666"
OPEN = replace(SHARE, open=True)
AGREED = replace(EXAMPLE, consent=("ram.remove_strangers",), exceptions=Exceptions(trusted_accounts=(PARTNER,)))


def share(*, external: bool) -> dict[str, Any]:
    told = {"resourceShareArn": SHARE.arn, "name": SHARE.name, "allowExternalPrincipals": external}
    return {"ram:GetResourceShares": {"resourceShares": [told]}}


def test_principals_are_asked_for_only_where_a_share_is_open() -> None:
    sent: list[Read] = []
    assert drive(resource_shares(HERE), share(external=False), sent) == [SHARE]
    assert len(sent) == 1


def test_only_principals_outside_the_organization_count() -> None:
    principals = [
        {"id": SUPPLIER, "resourceShareArn": SHARE.arn, "external": True},
        {"id": "444455556666", "resourceShareArn": SHARE.arn, "external": False},
        {"id": PARTNER, "resourceShareArn": "arn:another", "external": True},
    ]
    answers = share(external=True) | {"ram:ListPrincipals": {"principals": principals}}
    assert drive(resource_shares(HERE), answers) == [replace(OPEN, outsiders=(SUPPLIER,))]


def test_hidden_principals_leave_the_share_known() -> None:
    (found,) = drive(resource_shares(HERE), share(external=True) | {"ram:ListPrincipals": denied("ram:ListPrincipals")})
    assert found.open
    with pytest.raises(FactUnreadable):
        bool(found.outsiders)


def test_strangers_go_and_partners_stay() -> None:
    (out,) = steps_of("ram.remove_strangers", AGREED, Snapshot.of(replace(OPEN, outsiders=(PARTNER, SUPPLIER))))
    assert out.write.parameters["principals"] == [SUPPLIER]
    assert out.undo is not None
    assert out.undo[0].operation == "AssociateResourceShare"


def test_a_share_is_closed_once_nobody_outside_is_part_of_it() -> None:
    def closing(want: Any, *facts: Any) -> list[str]:
        return verbs(steps_of("ram.shares_closed", want, Snapshot.of(*facts)))

    strange, partly = replace(OPEN, outsiders=(SUPPLIER,)), replace(OPEN, outsiders=(PARTNER, SUPPLIER))
    assert len(closing(EXAMPLE, OPEN, MEMBERSHIP)) == 1
    assert len(closing(AGREED, strange, MEMBERSHIP)) == 1
    (step,) = steps_of("ram.shares_closed", AGREED, Snapshot.of(strange, MEMBERSHIP))
    (out,) = steps_of("ram.remove_strangers", AGREED, Snapshot.of(strange))
    assert step.needs == {out.key}
    assert closing(EXAMPLE, strange, MEMBERSHIP) == []
    assert closing(AGREED, partly, MEMBERSHIP) == []
    assert closing(EXAMPLE, OPEN, IN_NONE) == []
    assert closing(EXAMPLE, SHARE, MEMBERSHIP) == []


def test_sharing_is_turned_on_by_ram_itself() -> None:
    (step,) = steps_of("ram.organization_sharing", EXAMPLE, Snapshot.of(MEMBERSHIP, TRUSTED))
    assert step.write.action == "ram:EnableSharingWithAwsOrganization"
    trusting = replace(TRUSTED, principals=(*TRUSTED.principals, "ram.amazonaws.com"))
    assert steps_of("ram.organization_sharing", EXAMPLE, Snapshot.of(MEMBERSHIP, trusting)) == []
