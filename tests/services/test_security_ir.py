"""AWS Security Incident Response: memberships."""

from __future__ import annotations

from dataclasses import replace

from hardpan import services
from hardpan.model import Place, Read
from hardpan.services.security_ir.collect import enrolments
from hardpan.services.security_ir.examples import ENROLLED
from services.driving import drive

services.load()

HERE = Place("111122223333")
LISTED = {"membershipId": ENROLLED.id, "membershipStatus": "Active", "region": "eu-west-1"}


def test_whom_a_membership_is_for_is_asked_in_its_region_while_it_is_active() -> None:
    over = {"membershipId": "m-9999999999", "membershipStatus": "Cancelled"}
    sent: list[Read] = []
    answers = {
        "security-ir:ListMemberships": {"items": [over, LISTED]},
        "security-ir:GetMembership": {"membershipAccountsConfigurations": {"coverEntireOrganization": True}},
    }
    assert drive(enrolments(HERE), answers, sent) == [
        ENROLLED,
        replace(ENROLLED, id="m-9999999999", status="Cancelled", everybody=False),
    ]
    assert [(read.operation, read.region) for read in sent[1:]] == [("GetMembership", "eu-west-1")]


def test_a_membership_that_does_not_say_is_not_for_everybody() -> None:
    answers = {"security-ir:ListMemberships": {"items": [LISTED]}, "security-ir:GetMembership": {}}
    assert drive(enrolments(HERE), answers) == [replace(ENROLLED, everybody=False)]
