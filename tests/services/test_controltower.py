"""Control Tower: whom it is asked of, what its answers mean, and how everything else keeps out of its way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Logs, MemberAccount
from hardpan.config import Unit as ConfiguredUnit
from hardpan.evaluate import evaluate
from hardpan.guardrails import GUARDRAILS, PolicyType
from hardpan.model import CONTROLS, Account, FactUnreadable, Place, Problem, Read, Status
from hardpan.services.cloudtrail.examples import SHARED_TRAIL
from hardpan.services.controltower import collect
from hardpan.services.controltower.examples import LANDING_ZONE
from hardpan.services.controltower.facts import EnabledBaseline, LandingZone, is_its_own
from hardpan.services.controltower.zone import ROOM
from hardpan.services.lambda_.examples import FOR_EVERYBODY, FUNCTION, OPEN_URL
from hardpan.services.organizations.examples import (
    AS_DESCRIBED,
    DESCRIBED,
    FOREIGN,
    HERE,
    LOGS,
    MANAGEMENT,
    MEMBERSHIP,
    ROOT,
    SHOP,
    TRUSTED,
    WORKLOADS,
)
from hardpan.services.organizations.facts import OrganizationPolicy
from hardpan.services.organizations.wanted import chosen, documents, names_at, parameters
from hardpan.services.s3.examples import BUCKET, LOG_BUCKET, PUBLIC_STATEMENT, policy_of
from hardpan.services.s3.facts import Delivery
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

COLLECTORS = [collect.landing_zones, collect.enabled_baselines, collect.enabled_controls]
HOME = "eu-west-1"
BASELINE = f"arn:aws:controltower:{HOME}::baseline/"
TARGET = f"arn:aws:organizations::{HERE.account}:"
ANSWERS: dict[str, Any] = {
    "organizations:DescribeOrganization": {
        "Organization": {"Id": "o-exampleorgid", "MasterAccountId": HERE.account, "FeatureSet": "ALL"}
    },
    "organizations:ListAWSServiceAccessForOrganization": {
        "EnabledServicePrincipals": [{"ServicePrincipal": "controltower.amazonaws.com"}]
    },
    "ec2:DescribeRegions": {"Regions": [{"RegionName": name} for name in ("us-east-1", HOME, "eu-central-1")]},
    "controltower:ListLandingZones": lambda read: {
        "landingZones": [{"arn": LANDING_ZONE.arn}] if read.region == HOME else []
    },
    "controltower:GetLandingZone": {
        "landingZone": {
            "arn": LANDING_ZONE.arn,
            "version": "4.0",
            "latestAvailableVersion": "4.0",
            "status": "ACTIVE",
            "driftStatus": {"status": "IN_SYNC"},
            "manifest": {
                "governedRegions": [HOME, "eu-central-1"],
                "centralizedLogging": {"accountId": LOGS.id, "enabled": True},
                "securityRoles": {"accountId": SHOP.id},
            },
        }
    },
    "controltower:ListBaselines": {"baselines": [{"arn": f"{BASELINE}1", "name": "AWSControlTowerBaseline"}]},
    "controltower:ListEnabledBaselines": {
        "enabledBaselines": [
            {
                "arn": "arn:1",
                "baselineIdentifier": f"{BASELINE}1",
                "targetIdentifier": f"{TARGET}account/o-exampleorgid/{SHOP.id}",
                "statusSummary": {"status": "UNDER_CHANGE"},
            },
            {
                "arn": "arn:2",
                "baselineIdentifier": f"{BASELINE}2",
                "targetIdentifier": f"{TARGET}ou/o-exampleorgid/{WORKLOADS.id}",
                "statusSummary": {"status": "SUCCEEDED"},
            },
        ]
    },
    "controltower:ListEnabledControls": {
        "enabledControls": [
            {
                "arn": "arn:3",
                "controlIdentifier": f"arn:aws:controltower:{HOME}::control/AWS-GR_CONFIG_ENABLED",
                "targetIdentifier": f"{TARGET}ou/o-exampleorgid/{WORKLOADS.id}",
                "statusSummary": {"status": "SUCCEEDED"},
                "driftStatusSummary": {"driftStatus": "DRIFTED"},
            }
        ]
    },
}


# What is asked, and of whom.


@pytest.mark.parametrize("collector", COLLECTORS)
@pytest.mark.parametrize(
    "told",
    [
        {"organizations:DescribeOrganization": None},
        {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": "1" * 12, "FeatureSet": "ALL"}}},
        {
            "organizations:DescribeOrganization": {
                "Organization": {"MasterAccountId": HERE.account, "FeatureSet": "CONSOLIDATED_BILLING"}
            }
        },
        {"organizations:ListAWSServiceAccessForOrganization": {"EnabledServicePrincipals": []}},
    ],
)
def test_control_tower_is_not_asked_where_it_cannot_be(collector: Any, told: dict[str, Any]) -> None:
    sent: list[Read] = []
    assert drive(collector(HERE), {**ANSWERS, **told}, sent) == []
    assert {read.service for read in sent} == {"organizations"}


def test_every_region_is_asked_for_it_and_its_home_for_the_rest() -> None:
    sent: list[Read] = []
    assert drive(collect.landing_zones(HERE), ANSWERS, sent) == [LANDING_ZONE]
    asked = [(read.operation, read.region) for read in sent if read.service == "controltower"]
    regions = ["eu-central-1", HOME, "us-east-1"]
    assert asked == [*(("ListLandingZones", name) for name in regions), ("GetLandingZone", HOME)]


def test_a_landing_zone_without_integrations_names_no_accounts() -> None:
    told = ANSWERS["controltower:GetLandingZone"]["landingZone"]
    bare = {key: told[key] for key in ("arn", "version", "status")} | {"remediationTypes": ["INHERITANCE_DRIFT"]}
    (zone,) = drive(collect.landing_zones(HERE), {**ANSWERS, "controltower:GetLandingZone": {"landingZone": bare}})
    assert (zone.log_archive, zone.audit, zone.governed_regions) == (None, None, ())
    assert (zone.latest_version, zone.drift, zone.enrols_by_itself) == (None, None, True)


@pytest.mark.parametrize("collector", COLLECTORS)
def test_a_region_that_does_not_answer_hides_it_only_where_no_other_has_it(collector: Any) -> None:
    hidden = denied("controltower:ListLandingZones")
    there = ANSWERS["controltower:ListLandingZones"]
    assert drive(
        collector(HERE),
        {**ANSWERS, "controltower:ListLandingZones": lambda read: there(read) if read.region == HOME else hidden},
    )
    with pytest.raises(FactUnreadable):
        drive(
            collector(HERE),
            {**ANSWERS, "controltower:ListLandingZones": lambda read: hidden if read.region == HOME else there(read)},
        )


def test_baselines_and_controls_are_known_by_what_they_are_on() -> None:
    shop, unit = drive(collect.enabled_baselines(HERE), ANSWERS)
    assert (shop.name, shop.target, shop.status) == ("AWSControlTowerBaseline", SHOP.id, "UNDER_CHANGE")
    assert (unit.name, unit.target, unit.governs) == (None, WORKLOADS.id, True)
    (enabled,) = drive(collect.enabled_controls(HERE), ANSWERS)
    assert (enabled.control, enabled.target, enabled.drift) == ("AWS-GR_CONFIG_ENABLED", WORKLOADS.id, "DRIFTED")


# What is said of it.


def messages(control: str, *facts: Any, want: Any = EXAMPLE) -> list[tuple[Status, str]]:
    found = evaluate([CONTROLS[control]], Snapshot.of(*facts), want)
    return [(one.status, one.message) for one in found]


@pytest.mark.parametrize("control", sorted(one for one in CONTROLS if one.startswith("controltower.")))
def test_without_a_landing_zone_nothing_is_asked_of_anybody(control: str) -> None:
    ((status, message),) = messages(control, MEMBERSHIP, *AS_DESCRIBED)
    assert (status, message) == (
        Status.NOT_APPLICABLE,
        "Control Tower governs no organization that this account manages",
    )


def test_each_account_that_is_not_enrolled_is_named_with_what_keeps_it() -> None:
    new = replace(
        DESCRIBED,
        organization=replace(
            DESCRIBED.organization,
            accounts=(*DESCRIBED.organization.accounts, MemberAccount(name="next", email="n@example.com")),
        ),
    )
    trying = EnabledBaseline(
        place=HERE, arn="arn:5", name="AWSControlTowerBaseline", target=SHOP.id, status="UNDER_CHANGE"
    )
    ((status, message),) = messages("controltower.accounts_enrolled", LANDING_ZONE, trying, *AS_DESCRIBED, want=new)
    assert status is Status.FAIL
    assert message == (
        f"security ({LOGS.id}) is not enrolled; enrolling shop ({SHOP.id}) is under change; "
        "next is yet to be made, and is not enrolled then"
    )


# How guardrails make room for it.


def tower(name: str, *targets: str) -> OrganizationPolicy:
    return replace(FOREIGN, id=f"p-{name}", name=f"aws-guardrails-{name}", targets=targets)


def test_its_regions_stay_open_where_others_are_closed() -> None:
    said = replace(EXAMPLE, organization=replace(EXAMPLE.organization, regions=("us-west-2",)))
    given = parameters(said, "o-exampleorgid", LANDING_ZONE)
    assert set(LANDING_ZONE.governed_regions) < set(given.allowed_regions)
    assert parameters(EXAMPLE, "o-exampleorgid", LANDING_ZONE).allowed_regions == ()


def test_its_role_is_exempt_and_protected_once() -> None:
    given = parameters(EXAMPLE, "o-exampleorgid", LANDING_ZONE)
    assert given.also_exempt == ("AWSControlTowerExecution",)
    entering = replace(EXAMPLE, access=replace(EXAMPLE.access, role="AWSControlTowerExecution"))
    assert parameters(entering, "o-exampleorgid", LANDING_ZONE).also_exempt == ()
    assert parameters(EXAMPLE, "o-exampleorgid").also_exempt == ()


KIND: PolicyType = "SERVICE_CONTROL_POLICY"


def scps(
    zone: LandingZone | None, there: list[OrganizationPolicy], path: str = "Sandbox", target: str | None = "ou-1"
) -> list[str]:
    units = tuple(ConfiguredUnit(path=name) for name in ("Security", "Sandbox", "Workloads"))
    want = replace(EXAMPLE, profile="enterprise", organization=replace(EXAMPLE.organization, units=units))
    given = parameters(want, "o-exampleorgid", zone)
    found = [one for kind, one in documents(want, given, there, path, target, zone) if kind == KIND]
    wanted = {name for name in chosen(names_at(want, path), given)[0] if GUARDRAILS[name].kind == KIND}
    assert {name for one in found for name in one.guardrails} == wanted, "none is left out for want of places"
    return [one.name for one in found]


def test_every_unit_keeps_places_for_its_policies_whether_they_are_there_or_not() -> None:
    alone = scps(None, [])
    assert not any("shared" in name for name in alone)
    made_room = scps(LANDING_ZONE, [])
    assert len(made_room) <= 9 - ROOM < len(alone)
    assert "hardpan-scp-shared-sandbox-1" in made_room
    for number in range(1, ROOM + 1):
        assert scps(LANDING_ZONE, [tower(str(one), "ou-1") for one in range(number)]) == made_room
    assert scps(LANDING_ZONE, [], target=None) == made_room, "a unit that is yet to be made"


def test_more_of_them_and_those_of_others_count_beside() -> None:
    six = [tower(str(one), "ou-1") for one in range(6)]
    assert len(scps(LANDING_ZONE, six)) <= 3
    other = replace(FOREIGN, targets=("ou-1",))
    assert len(scps(LANDING_ZONE, [*six, other])) <= 2
    with pytest.raises(Problem):
        scps(LANDING_ZONE, [tower(str(one), "ou-1") for one in range(9)])


def test_the_root_keeps_its_places() -> None:
    assert scps(LANDING_ZONE, [], path="root", target=ROOT.id) == scps(None, [], path="root", target=ROOT.id)


def test_what_cannot_be_told_of_control_tower_keeps_guardrails_from_being_planned() -> None:
    have = Snapshot.of(MEMBERSHIP, ROOT)
    have = replace(have, facts={**have.facts, (LandingZone, HERE): denied("controltower:ListLandingZones")})
    with pytest.raises(FactUnreadable):
        steps_of("organizations.root_guardrails", EXAMPLE, have)
    (found,) = evaluate([CONTROLS["organizations.scp_deny_leave_organization"]], have, EXAMPLE)
    assert found.status is Status.UNKNOWN


# What a plan says of units and accounts that Control Tower does not know.


def described(**changes: Any) -> Any:
    return replace(DESCRIBED, consent=("all",), organization=replace(DESCRIBED.organization, **changes), profile="team")


def test_a_unit_and_an_account_that_are_made_beside_it_are_named_so() -> None:
    there = (MEMBERSHIP, ROOT, MANAGEMENT, *AS_DESCRIBED)
    want = described(
        units=(*DESCRIBED.organization.units, ConfiguredUnit(path="New")),
        accounts=(
            *DESCRIBED.organization.accounts,
            MemberAccount(name="next", email="n@example.com", unit="New"),
        ),
    )
    for zone, unit, account in (
        ((LANDING_ZONE,), ", which Control Tower does not govern until it is registered there", ", not enrolled"),
        ((), "", ""),
    ):
        have = Snapshot.of(*there, *zone)
        (made,) = steps_of("organizations.units", want, have)
        assert made.after == f"New{unit}"
        created, _ = steps_of("organizations.accounts", want, have)
        assert str(created.after).startswith(f"account next{account}")


def test_moving_an_account_is_said_to_be_drift_unless_it_enrols_by_itself() -> None:
    there = (MEMBERSHIP, ROOT, *(one for one in AS_DESCRIBED if one != SHOP), replace(SHOP, parents=("r-ab12",)))
    for zone, said in ((LANDING_ZONE, True), (replace(LANDING_ZONE, enrols_by_itself=True), False), (None, False)):
        have = Snapshot.of(*there, *((zone,) if zone else ()))
        (moved,) = steps_of("organizations.accounts_as_described", described(), have)
        assert ("takes the move for drift" in moved.because) is said


# What is its own is left alone.

ITS_TRAIL = replace(
    SHARED_TRAIL,
    name="aws-controltower-BaselineCloudTrail",
    arn="arn:aws:cloudtrail:eu-west-1:111122223333:trail/aws-controltower-BaselineCloudTrail",
    bucket="aws-controltower-logs-555566667777-eu-west-1",
    key=None,
)
FILE = replace(described(), logs=Logs(trail=ITS_TRAIL.name, bucket=ITS_TRAIL.bucket))
LET_IN = replace(TRUSTED, principals=("cloudtrail.amazonaws.com", "controltower.amazonaws.com"))
KEEPER = Place(LOGS.id)


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"is_logging": False},
        {"log_file_validation": False},
        {"multi_region": False},
        {"delivery_error": "NoSuchBucket"},
    ],
)
def test_its_trail_is_nobodys_to_put_right(fault: dict[str, Any]) -> None:
    trail = replace(ITS_TRAIL, **fault)
    have = Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, LET_IN, trail, LANDING_ZONE)
    if trail.complete:
        assert steps_of("cloudtrail.organization_trail", FILE, have) == []
    else:
        with pytest.raises(Problem, match="Control Tower's to make"):
            steps_of("cloudtrail.organization_trail", FILE, have)
    assert steps_of("cloudtrail.audit_trail", FILE, have) == []


def test_where_it_is_gone_no_other_takes_its_name_or_its_bucket() -> None:
    manager = Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, LET_IN, LANDING_ZONE)
    with pytest.raises(Problem, match="Control Tower's to make") as raised:
        steps_of("cloudtrail.organization_trail", FILE, manager)
    assert "landing zone" in raised.value.next
    keeper = Snapshot.of(replace(MEMBERSHIP, place=KEEPER))
    keeper = replace(keeper, accounts=(Account(place=KEEPER, name="security"),))
    alone = replace(FILE, organization=replace(FILE.organization, log_archive=None))
    for name in ("s3.log_bucket", "s3.log_bucket_lock", "s3.log_bucket_expiry", "kms.log_key"):
        assert steps_of(name, FILE, keeper) == []
        assert steps_of(name, alone, keeper) == []
    with pytest.raises(Problem, match="Control Tower's to make"):
        steps_of("cloudtrail.audit_trail", alone, keeper)


def test_a_trail_of_another_name_is_made_where_its_own_is_off() -> None:
    own = replace(FILE, logs=Logs())
    have = Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, LET_IN, replace(ITS_TRAIL, is_logging=False), LANDING_ZONE)
    assert verbs(steps_of("cloudtrail.organization_trail", own, have)) == [
        "cloudtrail.organization_trail/create",
        "cloudtrail.organization_trail/start",
    ]


EVERY_FAULT: dict[str, Any] = {
    "block": None,
    "ownership": None,
    "versioning": None,
    "policy": None,
    "lifecycle_rules": (),
    "lock": None,
}


def test_its_bucket_is_a_finding_and_no_step() -> None:
    """The same bucket of another name is put right in each respect."""
    delivery = Delivery(ITS_TRAIL.arn, "o-exampleorgid", organization=True)
    bad = replace(LOG_BUCKET, place=KEEPER, name=ITS_TRAIL.bucket, deliveries=(delivery,), **EVERY_FAULT)
    copy = replace(ITS_TRAIL, place=KEEPER)
    membership = replace(MEMBERSHIP, place=KEEPER, management_account=HERE.account)
    for bucket, planned in ((bad, False), (replace(bad, name="ours"), True)):
        have = Snapshot.of(membership, copy, bucket)
        have = replace(have, accounts=(Account(place=KEEPER, name="security"),))
        names = ("s3.log_bucket", "s3.log_bucket_lock", "s3.log_bucket_writers", "s3.log_bucket_expiry")
        assert bool([step for name in names for step in steps_of(name, FILE, have)]) is planned
    failing = {
        one.control
        for one in evaluate(
            [found for name, found in CONTROLS.items() if name.startswith("s3.log_bucket")],
            Snapshot.of(membership, copy, bad),
            FILE,
        )
        if one.status is Status.FAIL
    }
    assert failing == {f"s3.log_bucket_{name}" for name in ("hardened", "locked", "mfa_delete", "policy", "retention")}
    failing -= {"s3.log_bucket_mfa_delete"}  # root's, by an API of S3's: no setting of the landing zone
    for name in (*failing, "cloudtrail.encrypted", "cloudtrail.multi_region_trail", "cloudtrail.log_file_validation"):
        assert "anding" in (CONTROLS[name].human or ""), f"{name} does not say where it is changed"


def test_its_other_buckets_and_functions_are_left_alone_where_others_are_closed() -> None:
    public = replace(BUCKET, policy_is_public=True, public_policy=policy_of(PUBLIC_STATEMENT), block=None)
    its_own = replace(public, name="aws-controltower-s3-access-logs-555566667777-eu-west-1")
    assert steps_of("s3.block_public_buckets", EXAMPLE, Snapshot.of(public))
    assert steps_of("s3.block_public_buckets", EXAMPLE, Snapshot.of(its_own)) == []
    open_one = replace(FUNCTION, urls=(OPEN_URL,), permissions=(FOR_EVERYBODY,))
    for name in ("lambda.sign_function_urls", "lambda.close_function_policies"):
        assert steps_of(name, EXAMPLE, Snapshot.of(open_one))
        assert steps_of(name, EXAMPLE, Snapshot.of(replace(open_one, name="aws-controltower-Forwarder"))) == []


@pytest.mark.parametrize(
    ("name", "its"),
    [
        ("aws-controltower-BaselineConfigRecorder", True),
        ("aws-guardrails-KkTkFq", True),
        ("AWSControlTowerExecution", True),
        ("hardpan-logs-111122223333", False),
        ("my-aws-controltower", False),
    ],
)
def test_what_it_made_is_known_by_its_name(name: str, its: bool) -> None:
    assert is_its_own(name) is its
