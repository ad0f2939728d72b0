"""What is seen of an organization, as hardpan.yaml: what is sure is said, what is not is an example with its reason."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hardpan.config import Baseline
from hardpan.config.init import render
from hardpan.config.load import parse
from hardpan.model import Place, ProfileLevel, Why
from hardpan.services.controltower.examples import LANDING_ZONE
from hardpan.services.organizations.facts import Administrator, Member, Membership, OrganizationPolicy
from hardpan.workflows.adopt import CONTROL_TOWER_TRAIL, Named, SharedTrail, Sight
from hardpan.workflows.described import described
from hardpan.workflows.parts import parts

HERE = Place("111122223333")
MANAGER = Member(place=HERE, id=HERE.account, name="boss", email="aws@acme.ie", state="ACTIVE", parents=("r-1",))
SECURITY, LIVE, PAYMENTS = Named("ou-1", ("Security",)), Named("ou-2", ("Live",)), Named("ou-3", ("Live", "Payments"))
TRAIL = SharedTrail(
    "acme-trail", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/acme-trail", "eu-west-1", "logs", True
)
DENIED = Why("organizations", "X", "organizations:X", "AccessDeniedException", "no", HERE)


def member(number: int, name: str, *above: str, email: str | None = None, state: str = "ACTIVE") -> Member:
    return Member(
        place=HERE,
        id=f"{number:012}",
        name=name,
        email=email or f"aws+{name}@acme.ie",
        state=state,
        parents=("r-1", *above),
    )


LOGS, SHOP = member(222200000001, "logs", "ou-1"), member(222200000002, "shop", "ou-2", "ou-3")


def sight(*members: Member, **more: Any) -> Sight:
    seen: dict[str, Any] = {
        "membership": Membership(
            place=HERE, organization="o-acme000000", management_account=HERE.account, feature_set="ALL"
        ),
        "members": (MANAGER, *(members or (LOGS, SHOP))),
        "units": (LIVE, PAYMENTS, SECURITY),
        "administrators": (),
        "policies": (),
        "trusted": (),
        **more,
    }
    return Sight(**seen)


def written(seen: Sight, profile: ProfileLevel = "team") -> tuple[str, Baseline]:
    organization, found = described(seen, profile)
    text = render(profile=profile, home_region="eu-west-1", organization=organization, found=found)
    want = parse(text, "h.yaml")
    assert want.organization == organization, "what is written is read back as it was meant"
    return text, want


def policy(name: str, *targets: str) -> OrganizationPolicy:
    return OrganizationPolicy(
        place=HERE, id=f"p-{name}", kind="SERVICE_CONTROL_POLICY", name=name, targets=targets, content=None
    )


def test_units_accounts_and_addresses_are_described() -> None:
    text, want = written(sight())
    assert [(unit.path, unit.guardrails) for unit in want.organization.units] == [
        ("Live", "Workloads/Prod"),
        ("Live/Payments", None),
        ("Security", None),
    ]
    assert [(one.name, one.unit, one.email) for one in want.organization.accounts] == [
        ("shop", "Live/Payments", "aws+shop@acme.ie"),
        ("logs", "Security", "aws+logs@acme.ie"),
    ]
    assert want.organization.email == "aws+{name}@acme.ie"
    assert want.exceptions.trusted_accounts == (HERE.account,)
    assert 'guardrails: "Workloads/Prod"  # by its name' in text
    assert "boss (111122223333) is the management account" in text
    assert "boss" not in [one.name for one in want.organization.accounts]


def test_closed_accounts_are_left_out_by_name() -> None:
    text, want = written(
        sight(LOGS, SHOP, member(1, "old", "ou-2", state="SUSPENDED"), member(2, "older", state="CLOSED"))
    )
    assert [one.name for one in want.organization.accounts] == ["shop", "logs"]
    assert "# Closed, and left out: old (000000000001), in Live; older (000000000002), in the root." in text


def test_an_account_in_the_root_stays_there() -> None:
    text, want = written(sight(LOGS, member(1, "loose")))
    assert want.organization.accounts[-1].unit is None
    assert "# Directly in the root, and left there: loose." in text


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("R/D", "its name holds a /"),
        (" Lab", "is no path of units"),
        ("La\nb", "is more than one line"),
        ("x" * 129, "is no path of units"),
    ],
)
def test_a_unit_that_cannot_be_named_is_told_with_all_that_is_below_it(name: str, reason: str) -> None:
    odd, below = Named("ou-8", (name,)), Named("ou-9", (name, "Inner"))
    text, want = written(sight(LOGS, member(1, "lab", "ou-8", "ou-9"), units=(odd, below, SECURITY)))
    assert [unit.path for unit in want.organization.units] == ["Security"]
    assert {one.name: one.unit for one in want.organization.accounts} == {"lab": None, "logs": "Security"}
    told = " ".join(text.replace("\n  # ", " ").split())
    assert reason in told
    assert "(ou-9): the unit it is in is left out." in told


def test_a_slash_in_a_name_is_not_taken_for_a_unit_in_another() -> None:
    units = (Named("ou-1", ("A",)), Named("ou-2", ("A", "B")), Named("ou-3", ("A/B",)))
    _, want = written(sight(member(1, "one", "ou-1", "ou-2"), member(2, "two", "ou-3"), units=units))
    assert [unit.path for unit in want.organization.units] == ["A", "A/B"]
    assert {one.name: one.unit for one in want.organization.accounts} == {"one": "A/B", "two": None}


def test_of_two_accounts_of_one_name_the_second_is_told() -> None:
    text, want = written(sight(member(1, "web", "ou-1"), member(2, "web", "ou-1", email="other@acme.ie")))
    assert [(one.name, one.email) for one in want.organization.accounts] == [("web", "aws+web@acme.ie")]
    assert "# Left out: web (000000000002), other@acme.ie: 000000000001 has the same name" in text


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (member(1, "Büro", "ou-1", email="b@acme.ie"), "cannot name an account"),
        (member(1, "far", "ou-1", email=f"{'x' * 60}@acme.ie"), "is no root e-mail address"),
    ],
)
def test_an_account_that_cannot_be_written_is_told(odd: Member, reason: str) -> None:
    text, want = written(sight(LOGS, odd))
    assert [one.name for one in want.organization.accounts] == ["logs"]
    assert reason in text.replace("\n  # ", " ")


def test_addresses_that_most_follow_are_an_example() -> None:
    text, want = written(sight(LOGS, SHOP, member(1, "Log Archive", "ou-1", email="la@acme.ie")))
    assert want.organization.email is None
    assert [one.email for one in want.organization.accounts if one.name == "Log Archive"] == ["la@acme.ie"]
    assert '#email: "aws+{name}@acme.ie"  # perhaps: 2 of 3 addresses are made from it' in text


def test_addresses_without_a_pattern_are_written_out() -> None:
    text, want = written(sight(member(1, "a", "ou-1", email="x@acme.ie"), member(2, "b", "ou-1", email="y@acme.ie")))
    assert want.organization.email is None
    assert "perhaps" not in text


def test_the_account_of_the_trails_bucket_is_the_log_archive() -> None:
    text, want = written(sight(trails=(TRAIL,), keeper=LOGS.id))
    assert want.organization.log_archive == "logs"
    assert (want.logs.trail, want.logs.bucket) == ("acme-trail", "logs")
    assert "# logs has the bucket logs, where acme-trail delivers." in text


@pytest.mark.parametrize("keeper", [None, HERE.account])
def test_without_its_bucket_a_name_is_only_a_guess(keeper: str | None) -> None:
    text, want = written(sight(trails=(TRAIL,), keeper=keeper))
    assert want.organization.log_archive is None
    assert '#log_archive: "logs"  # perhaps: by its name' in text


def test_without_a_trail_the_names_are_the_profiles_own() -> None:
    text, want = written(sight(hidden=(DENIED,)))
    assert want.logs == parse("profile: team", "h.yaml").logs
    assert "# Trails of 1 Regions could not be read: AccessDeniedException" in text
    assert "# No trail of the whole organization was found in the others" in text


def test_a_bucket_with_an_old_name_is_told() -> None:
    text, want = written(sight(trails=(replace(TRAIL, bucket="Acme_Logs", works=False),), keeper=LOGS.id))
    assert want.logs.bucket == "hardpan-logs-{account}"
    assert "which cannot be written here" in text.replace("\n  # ", " ")
    assert "acme-trail does not record every Region now" in text


def administrator(account: Member, *services: str) -> Administrator:
    return Administrator(place=HERE, id=account.id, services=services)


def test_the_one_account_that_administers_security_is_the_tooling() -> None:
    by = (administrator(SHOP, "guardduty.amazonaws.com"), administrator(LOGS, "ram.amazonaws.com"))
    text, want = written(sight(administrators=by))
    assert want.organization.security_tooling == "shop"
    assert "# shop administers guardduty.amazonaws.com." in text


def test_who_watches_counts_more_than_who_has_a_single_service() -> None:
    by = (administrator(SHOP, "securityhub.amazonaws.com"), administrator(LOGS, "config.amazonaws.com"))
    assert written(sight(administrators=by))[1].organization.security_tooling == "shop"


def test_two_that_administer_security_are_no_answer() -> None:
    by = (administrator(SHOP, "securityhub.amazonaws.com"), administrator(LOGS, "guardduty.amazonaws.com"))
    text, want = written(sight(administrators=by))
    assert want.organization.security_tooling is None
    assert "# Not sure: security services are administered from shop, logs." in text


def test_who_administers_identity_center_or_else_stack_sets_is_for_shared_services() -> None:
    stacks = "member.org.stacksets.cloudformation.amazonaws.com"
    by = (administrator(LOGS, "sso.amazonaws.com", "backup.amazonaws.com"), administrator(SHOP, stacks))
    text, want = written(sight(administrators=by))
    assert (want.organization.shared_services, want.organization.backup) == ("logs", "logs")
    assert "# logs administers sso.amazonaws.com." in text
    alone = written(sight(administrators=by[1:]))[1].organization
    assert (alone.shared_services, alone.backup) == ("shop", None)


def test_several_that_administer_stack_sets_are_no_answer() -> None:
    stacks = "member.org.stacksets.cloudformation.amazonaws.com"
    text, want = written(sight(administrators=(administrator(SHOP, stacks), administrator(LOGS, stacks))))
    assert want.organization.shared_services is None
    assert f"Not sure: {stacks} is administered from shop, logs." in text.replace("\n  # ", " ")


def test_what_could_not_be_read_is_not_taken_for_nothing() -> None:
    text, _ = written(sight(administrators=DENIED, policies=DENIED, trusted=DENIED, landing_zones=DENIED))
    assert "delegated administrators could not be read: AccessDeniedException" in text.replace("\n  # ", " ")
    assert "Its policies could not be read: AccessDeniedException" in text
    assert "Control Tower" not in text


def test_a_unit_of_closed_accounts_or_of_security_alone_is_a_guess() -> None:
    attic, core = Named("ou-7", ("Old stuff",)), Named("ou-8", ("Middle",))
    seen = sight(
        member(1, "gone", "ou-7", state="SUSPENDED"),
        member(2, "logs", "ou-8"),
        units=(attic, core),
        trails=(TRAIL,),
        keeper=f"{2:012}",
    )
    text, want = written(seen)
    assert [unit.guardrails for unit in want.organization.units] == [None, None]
    assert '#    guardrails: "Suspended"  # perhaps: only closed accounts are in it' in text
    assert '#    guardrails: "Security"  # perhaps: only the accounts that keep logs' in text


def test_policies_of_others_are_listed_where_they_are() -> None:
    there = (policy("stay", "r-1"), policy("cards", "ou-3", SHOP.id), policy("idle"), policy("hardpan-scp-x", "r-1"))
    text, _ = written(sight(policies=there))
    told = (
        "# Policies of others, which stay as they are: cards on Live/Payments, shop; idle on nothing; stay on the root."
    )
    assert told in text
    assert "hardpan-scp-x" not in text


CLOSING = {
    "Effect": "Deny",
    "NotAction": ["iam:*"],
    "Resource": "*",
    "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}},
}


def closing(**other: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{**CLOSING, **other}]})


def test_regions_that_the_root_leaves_open_are_those_of_work() -> None:
    exempt = {**CLOSING["Condition"], "ArnNotLike": {"aws:PrincipalARN": "arn:aws:iam::*:role/x"}}  # type: ignore[dict-item]
    text, want = written(sight(on_root=(closing(), closing(Condition=exempt))))
    assert want.organization.regions == ("eu-central-1", "eu-west-1")
    assert "# A service control policy on the root closes all others." in text


@pytest.mark.parametrize(
    "content",
    [
        closing(Effect="Allow"),
        closing(Resource="arn:aws:s3:::x"),
        closing(Condition={"StringNotEquals": {"aws:RequestedRegion": ["cn-north-1"]}}),
        closing(Condition={**CLOSING["Condition"], "Bool": {"aws:MultiFactorAuthPresent": "false"}}),  # type: ignore[dict-item]
        json.dumps(
            {"Statement": {"Effect": "Deny", "Action": "ec2:*", "Resource": "*", "Condition": CLOSING["Condition"]}}
        ),
        json.dumps({"Statement": []}),
    ],
)
def test_what_does_not_close_regions_to_all_says_nothing(content: str) -> None:
    text, want = written(sight(on_root=(content,)))
    assert want.organization.regions == ()
    assert "# Left out, for nothing closes a Region to all accounts" in text


def test_control_tower_is_named_with_its_guardrails() -> None:
    archive, audit = member(1, "Log Archive", "ou-1", email="la@acme.ie"), member(2, "Audit", "ou-1")
    trail = replace(TRAIL, name=CONTROL_TOWER_TRAIL)
    seen = sight(
        archive,
        audit,
        units=(SECURITY, Named("ou-4", ("Sandbox",))),
        trails=(trail,),
        keeper=archive.id,
        policies=(policy("aws-guardrails-abcdef", "ou-1"), policy("ours", "ou-4")),
        landing_zones=(replace(LANDING_ZONE, version="3.3", log_archive=archive.id, audit=audit.id),),
        enrolled=(archive.id, audit.id),
        administrators=(administrator(audit, "config.amazonaws.com"),),
    )
    text, want = written(seen)
    told = text.replace("\n  # ", " ")
    assert "AWS Control Tower governs it: landing zone arn:aws:controltower" in told
    assert "Control Tower's own guardrails: aws-guardrails-abcdef on Security." in told
    assert "Policies of others, which stay as they are: ours on Sandbox." in told
    assert (want.organization.log_archive, want.organization.security_tooling) == ("Log Archive", "Audit")
    assert want.logs.trail == CONTROL_TOWER_TRAIL
    assert "at home in eu-west-1, is of version 3.3, and 4.0 is the latest." in told
    assert want.organization.regions == LANDING_ZONE.governed_regions
    assert want.access.role == "AWSControlTowerExecution"
    assert "Not enrolled" not in told
    assert want.exceptions.trusted_accounts == (HERE.account, audit.id)
    assert want.exceptions.admin_roles == ("AWSControlTowerExecution", "aws-controltower-AdministratorExecutionRole")


def test_what_a_landing_zone_says_of_its_accounts_counts_where_nothing_else_does() -> None:
    archive, audit, loose = member(1, "keeper", "ou-1", email="k@acme.ie"), member(2, "eyes", "ou-1"), member(3, "x")
    zone = replace(LANDING_ZONE, log_archive=archive.id, audit=audit.id, governed_regions=(), drift="DRIFTED")
    seen = sight(archive, audit, loose, trails=(TRAIL,), keeper=None, landing_zones=(zone,), enrolled=(archive.id,))
    text, want = written(seen)
    told = text.replace("\n  # ", " ")
    assert (want.organization.log_archive, want.organization.security_tooling) == ("keeper", "eyes")
    assert want.organization.regions == ()
    assert "is of version 4.0, and has drifted." in told
    assert f"Not enrolled, and perhaps without this role: eyes ({audit.id}), x ({loose.id})." in told


def test_whoever_looks_for_threats_comes_before_the_audit_account() -> None:
    archive, audit, eyes = (member(number, name, "ou-1") for number, name in enumerate(("logs", "Audit", "eyes"), 1))
    zone = replace(LANDING_ZONE, log_archive=archive.id, audit=audit.id)
    seen = sight(
        archive,
        audit,
        eyes,
        keeper=archive.id,
        trails=(TRAIL,),
        landing_zones=(zone,),
        enrolled=DENIED,
        administrators=(administrator(eyes, "guardduty.amazonaws.com"),),
    )
    text, want = written(seen)
    assert want.organization.security_tooling == "eyes"
    assert "# Which accounts are enrolled could not be read: AccessDeniedException" in text


def test_names_as_control_towers_alone_are_a_hint() -> None:
    seen = sight(member(1, "Log Archive", "ou-1", email="la@acme.ie"), member(2, "Audit", "ou-1"), landing_zones=DENIED)
    told = written(seen)[0].replace("\n  # ", " ")
    assert "AWS Control Tower may govern it" in told
    assert "landing zones could not be asked for: AccessDeniedException" in told
    assert '#log_archive: "Log Archive"  # perhaps: by its name' in told


def guardrails(*paths: str, profile: ProfileLevel = "enterprise") -> dict[str, str | None]:
    made, guesses = parts(profile, paths, {})
    return {
        unit.path: unit.guardrails or (f"?{guesses[unit.path].value}" if unit.path in guesses else None)
        for unit in made
    }


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Production", "Workloads/Prod"),
        ("LIVE", "Workloads/Prod"),
        ("Dev & Test", "Workloads/NonProd"),
        ("Pre-Production", "Workloads/NonProd"),
        ("sandboxes", "Sandbox"),
        ("Policy Staging", "PolicyStaging"),
        ("security", "Security"),
        ("Security", None),  # the file need not say it
        ("Prod and Dev", None),  # which of the two?
        ("Production Support", "?Workloads/Prod"),
        ("Shared", "?Infrastructure"),
        ("Marketing", None),
        ("!!!", None),
    ],
)
def test_a_part_is_taken_from_a_name_that_says_it(name: str, part: str | None) -> None:
    assert guardrails(name) == {name: part}


def test_what_holds_from_above_is_not_said_again() -> None:
    assert guardrails("Live", "Live/Prod", "Live/Payments", "Apps", "Workloads", "Workloads/Live") == {
        "Live": "Workloads/Prod",
        "Live/Prod": None,
        "Live/Payments": None,
        "Apps": "?Workloads",
        "Workloads": None,
        "Workloads/Live": "Workloads/Prod",
    }


def test_another_part_within_one_is_a_guess() -> None:
    assert guardrails("Sandbox", "Sandbox/dev", "Workloads", "Workloads/Prod", "Workloads/Prod/Regulated") == {
        "Sandbox": None,
        "Sandbox/dev": "?Workloads/NonProd",
        "Workloads": None,
        "Workloads/Prod": None,
        "Workloads/Prod/Regulated": "?Workloads/Regulated",
    }


def test_a_profile_without_the_part_has_the_one_above_it() -> None:
    assert guardrails("Live", "Suspended", "Infra", profile="personal") == {
        "Live": "Workloads",
        "Suspended": None,
        "Infra": None,
    }
