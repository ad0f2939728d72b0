"""Account Management: contacts and opt-in Regions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.evaluate import evaluate
from hardpan.model import CONTROLS, OPERATIONS, FactUnreadable
from hardpan.plan import Selection, build
from hardpan.services.account.collect import alternate_contacts, contact_information, opt_in_regions
from hardpan.services.account.examples import ACCOUNT, ALTERNATES, CONTACT, OPT_IN, WHOLE
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

ADA = {
    "Name": "Ada Example",
    "Title": "Owner",
    "EmailAddress": "security@example.com",
    "PhoneNumber": "+353 1 555 0101",
}


def test_the_three_alternate_contacts_are_read_and_missing_ones_are_none() -> None:
    def answer(read: object) -> object:
        return {"AlternateContact": ADA} if read.parameters["AlternateContactType"] == "SECURITY" else None  # type: ignore[attr-defined]

    (found,) = drive(alternate_contacts(WHOLE), {"account:GetAlternateContact": answer})
    assert found == replace(ALTERNATES, billing=None, operations=None)


def test_a_contact_that_may_not_be_read_is_not_taken_for_none() -> None:
    hidden = denied("account:GetAlternateContact")
    (found,) = drive(alternate_contacts(WHOLE), {"account:GetAlternateContact": hidden})
    with pytest.raises(FactUnreadable):
        bool(found.security)


def test_the_primary_contact_is_read_whole() -> None:
    answer = {"ContactInformation": CONTACT.details, "VerificationStatus": "VERIFIED"}
    assert drive(contact_information(WHOLE), {"account:GetContactInformation": answer}) == [CONTACT]


def test_regions_enabled_by_default_are_not_asked_for() -> None:
    sent: list[object] = []
    answer = {"Regions": [{"RegionName": "af-south-1", "RegionOptStatus": "ENABLED"}]}
    assert drive(opt_in_regions(WHOLE), {"account:ListRegions": answer}, sent) == [OPT_IN]
    assert "ENABLED_BY_DEFAULT" not in sent[0].parameters["RegionOptStatusContains"]  # type: ignore[attr-defined]


def test_a_new_primary_contact_leaves_no_line_of_the_old_address_and_undo_brings_it_back() -> None:
    old = {**CONTACT.details, "AddressLine2": "Flat 3", "CompanyName": "Example Ltd", "PhoneNumber": "+12065550100"}
    (put,) = steps_of("account.primary_contact", EXAMPLE, Snapshot.of(replace(CONTACT, details=old)))
    assert put.write.parameters["ContactInformation"] == {**CONTACT.details, "CompanyName": "Example Ltd"}
    assert put.undo is not None
    assert put.undo[0].parameters["ContactInformation"] == old
    assert "verified again" in put.undo_note


def test_contacts_that_are_right_or_not_asked_for_are_left_alone() -> None:
    nobody = replace(EXAMPLE, primary_contact=None, security_contact=None)
    other = replace(CONTACT, details={**CONTACT.details, "City": "Cork"})
    assert steps_of("account.primary_contact", EXAMPLE, Snapshot.of(CONTACT)) == []
    assert steps_of("account.primary_contact", nobody, Snapshot.of(other)) == []
    assert steps_of("account.security_contact", EXAMPLE, Snapshot.of(ALTERNATES)) == []
    assert steps_of("account.security_contact", nobody, Snapshot.of(replace(ALTERNATES, security=None))) == []


def test_an_alternate_contact_is_put_and_the_one_before_it_comes_back() -> None:
    (put,) = steps_of("account.billing_contact", EXAMPLE, Snapshot.of(replace(ALTERNATES, billing=None)))
    assert [write.action for write in put.undo or ()] == ["account:DeleteAlternateContact"]
    (put,) = steps_of("account.billing_contact", EXAMPLE, Snapshot.of(replace(ALTERNATES, billing=ALTERNATES.security)))
    assert [write.parameters["EmailAddress"] for write in put.undo or ()] == ["security@example.com"]


def test_a_region_that_is_wanted_stays_on() -> None:
    have = Snapshot.of(OPT_IN)
    assert verbs(steps_of("account.unused_regions_off", EXAMPLE, have)) == [
        "account.unused_regions_off/disable:af-south-1"
    ]
    for want in (replace(EXAMPLE, allowed_regions=("af-south-1",)), replace(EXAMPLE, home_region="af-south-1")):
        assert steps_of("account.unused_regions_off", want, have) == []


def test_a_plan_changes_nothing_in_a_region_that_it_turns_off() -> None:
    from hardpan.services.emr.examples import BLOCK

    open_there = replace(BLOCK, place=WHOLE.at("af-south-1"), enabled=False)
    have = Snapshot.of(ACCOUNT, OPT_IN, open_there, replace(open_there, place=WHOLE.at("eu-west-1")))
    names = ("account.unused_regions_off", "emr.public_access_blocked")
    findings = evaluate([CONTROLS[name] for name in names], have, EXAMPLE)
    for consent, regions in ((("all",), {None, "eu-west-1"}), ((), {"af-south-1", "eu-west-1"})):
        want = replace(EXAMPLE, consent=consent)
        plan = build(want, have, findings, [OPERATIONS[name] for name in names], selection=Selection(), digest="")
        assert {step.place.region for step in plan.steps} == regions
