"""GuardDuty: detectors, findings, and what hides them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Exceptions
from hardpan.model import OPERATIONS, FactUnreadable, Read, Ref
from hardpan.services.account.facts import OptInRegion
from hardpan.services.guardduty.collect import (
    administrations,
    administrators,
    detectors,
    filters,
    high_findings,
    trusted_lists,
)
from hardpan.services.guardduty.examples import (
    ADMINISTRATION,
    ADMINISTRATOR,
    DETECTOR,
    FILTER,
    FRESH_FINDING,
    HERE,
    REGION,
    TRUSTED_LIST,
    WITH_PLANS,
    WITH_PLANS_FOR_ALL,
)
from hardpan.services.guardduty.facts import AGENTS, EKS_RUNTIME_MONITORING, PLANS, RUNTIME_MONITORING
from hardpan.services.organizations.examples import (
    AS_DESCRIBED,
    AS_MEMBER,
    DESCRIBED,
    LOGS,
    MEMBERSHIP,
    SHOP,
    TOOLING,
    TRUSTED,
)
from hardpan.services.organizations.facts import Administrator as Registered
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

IDS = {"guardduty:ListDetectors": {"DetectorIds": [DETECTOR.id]}}
EMPTY = {"guardduty:ListDetectors": {"DetectorIds": []}}


@pytest.mark.parametrize("collector", [detectors, high_findings, filters, trusted_lists])
def test_a_region_without_a_detector_takes_one_call(collector: Any) -> None:
    sent: list[Read] = []
    assert drive(collector(HERE), EMPTY, sent) == []
    assert [read.action for read in sent] == ["guardduty:ListDetectors"]


def test_a_detector_is_read_with_its_features() -> None:
    features = [
        {"Name": "CLOUD_TRAIL", "Status": "ENABLED"},
        {"Name": "S3_DATA_EVENTS", "Status": "ENABLED", "ManagedBy": "GUARDDUTY_POLICY"},
        {"Name": "EBS_MALWARE_PROTECTION", "Status": "DISABLED"},
    ]
    answer = {"Status": "ENABLED", "FindingPublishingFrequency": "FIFTEEN_MINUTES", "Features": features}
    assert drive(detectors(HERE), IDS | {"guardduty:GetDetector": answer}) == [
        replace(DETECTOR, managed=("S3_DATA_EVENTS",))
    ]


def test_a_detector_that_may_not_be_looked_into_is_known_to_exist() -> None:
    (found,) = drive(detectors(HERE), IDS | {"guardduty:GetDetector": denied("guardduty:GetDetector")})
    assert found.id == DETECTOR.id
    with pytest.raises(FactUnreadable):
        bool(found.is_on)


def test_findings_are_asked_for_fifty_at_a_time() -> None:
    def described(read: Read) -> dict[str, Any]:
        made = {"Type": "T", "Severity": 8, "CreatedAt": "2026-10-31T19:43:36.000Z"}
        return {"Findings": [made | {"Arn": f"arn/{name}"} for name in read.parameters["FindingIds"]]}

    sent: list[Read] = []
    answers = {
        "guardduty:ListFindings": {"FindingIds": [f"{number:032x}" for number in range(120)]},
        "guardduty:GetFindings": described,
    }
    found = drive(high_findings(HERE), IDS | answers, sent)
    assert len(found) == 120
    assert [len(read.parameters["FindingIds"]) for read in sent if read.operation == "GetFindings"] == [50, 50, 20]
    assert found[0].since == datetime(2026, 10, 31, 19, 43, 36, tzinfo=UTC)


def test_a_filter_can_be_made_again_from_what_was_read() -> None:
    answer = {
        "Name": "n",
        "Description": "why",
        "Action": "ARCHIVE",
        "Rank": 2,
        "FindingCriteria": {
            "Criterion": {
                "severity": {"Lte": 4, "LessThanOrEqual": 4},
                "type": {"Eq": ["x"], "Equals": ["x"]},
                "region": {"Neq": ["eu-west-1"]},
            }
        },
        "Tags": {},
        "Version": 3,
    }
    answers = IDS | {"guardduty:ListFilters": {"FilterNames": ["n"]}, "guardduty:GetFilter": answer}
    (found,) = drive(filters(HERE), answers)
    assert found.content == {
        "Description": "why",
        "Rank": 2,
        "FindingCriteria": {
            "Criterion": {
                "region": {"Neq": ["eu-west-1"]},
                "severity": {"LessThanOrEqual": 4},
                "type": {"Equals": ["x"]},
            }
        },
    }


def test_both_kinds_of_trusted_list_are_read() -> None:
    content = {"Name": "offices", "Format": "TXT", "Location": "https://s3/x", "Status": "ACTIVE", "Tags": {}}
    answers = {
        "guardduty:ListIPSets": {"IpSetIds": ["1"]},
        "guardduty:GetIPSet": content,
        "guardduty:ListTrustedEntitySets": {"TrustedEntitySetIds": ["2"]},
        "guardduty:GetTrustedEntitySet": denied("guardduty:GetTrustedEntitySet"),
    }
    addresses, entities = drive(trusted_lists(HERE), IDS | answers)
    assert (addresses.kind, addresses.name, addresses.is_used) == ("IPSet", "offices", True)
    assert (entities.kind, entities.id) == ("TrustedEntitySet", "2")
    with pytest.raises(FactUnreadable):
        bool(entities.is_used)


def test_every_paid_plan_that_awss_model_knows_is_named() -> None:
    """A plan that is not named is turned on, and billed. A new one in the model must be decided on here."""
    model = botocore.session.get_session().get_service_model("guardduty")
    (create,) = steps_of("guardduty.detector", EXAMPLE, Snapshot.of(replace(FRESH_FINDING)))
    named = {feature["Name"]: feature["Status"] for feature in create.write.parameters["Features"]}
    assert {name for name, status in named.items() if status == "ENABLED"} == {"S3_DATA_EVENTS"}
    # Runtime Monitoring is off unless asked for, and naming both of its names is an error.
    assert set(named) | {"EKS_RUNTIME_MONITORING", "RUNTIME_MONITORING"} == set(model.shape_for("DetectorFeature").enum)
    assert create.undo is not None
    assert create.undo[0].parameters == {"DetectorId": Ref(create.key, "DetectorId")}
    assert create.monthly_cost_usd is None
    assert "30 days" in create.cost_note


def test_a_good_detector_is_left_alone() -> None:
    assert steps_of("guardduty.detector", EXAMPLE, Snapshot.of(DETECTOR)) == []


def test_each_fault_of_a_detector_has_its_step_and_its_way_back() -> None:
    bad = replace(DETECTOR, status="DISABLED", features={}, publishing_frequency="SIX_HOURS")
    steps = steps_of("guardduty.detector", EXAMPLE, Snapshot.of(bad))
    assert verbs(steps) == [
        "guardduty.detector/resume",
        "guardduty.detector/s3_protection",
        "guardduty.detector/publishing_frequency",
    ]
    assert {control for step in steps for control in step.controls} == set(OPERATIONS["guardduty.detector"].satisfies)
    back = [step.undo[0].parameters for step in steps if step.undo]
    assert back[0]["Enable"] is False
    assert back[1]["Features"] == [{"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}]
    assert back[2]["FindingPublishingFrequency"] == "SIX_HOURS"


def test_what_the_organization_decides_on_is_left_to_it() -> None:
    managed = replace(DETECTOR, status="DISABLED", features={}, managed=("S3_DATA_EVENTS",))
    assert steps_of("guardduty.detector", EXAMPLE, Snapshot.of(managed)) == []


def test_only_what_hides_findings_and_is_no_exception_is_deleted() -> None:
    hides, trusts = replace(FILTER, action="ARCHIVE"), replace(TRUSTED_LIST, status="ACTIVE")
    have = Snapshot.of(DETECTOR, FILTER, replace(hides, name="quiet"), TRUSTED_LIST, replace(trusts, name="mine"))
    steps = steps_of("guardduty.suppressions", EXAMPLE, have)
    assert verbs(steps) == [
        "guardduty.suppressions/delete_filter:quiet",
        "guardduty.suppressions/delete_IPSet:mine",
    ]
    want = replace(EXAMPLE, exceptions=Exceptions(guardduty_filters=("qui*",), guardduty_ip_sets=("mine",)))
    assert steps_of("guardduty.suppressions", want, have) == []
    assert OPERATIONS["guardduty.suppressions"].consent


def test_a_deleted_filter_comes_back_as_it_was() -> None:
    (step,) = steps_of("guardduty.suppressions", EXAMPLE, Snapshot.of(replace(FILTER, action="ARCHIVE")))
    assert step.undo is not None
    assert step.undo[0].parameters == {
        "DetectorId": DETECTOR.id,
        "Name": FILTER.name,
        "Action": "ARCHIVE",
        **FILTER.content,
    }


def test_a_list_of_addresses_and_domains_is_deleted_by_its_own_operation() -> None:
    entities = replace(TRUSTED_LIST, kind="TrustedEntitySet", status="ACTIVE")
    (step,) = steps_of("guardduty.suppressions", EXAMPLE, Snapshot.of(entities))
    assert step.write.action == "guardduty:DeleteTrustedEntitySet"
    assert step.undo is not None
    assert step.undo[0].action == "guardduty:CreateTrustedEntitySet"


MANAGER = str(AS_MEMBER.management_account)
IN_AN_ORGANIZATION = {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": MANAGER}}}
CONFIGURED = {
    "AutoEnableOrganizationMembers": "ALL",
    "Features": [{"Name": "S3_DATA_EVENTS", "AutoEnable": "ALL"}, {"Name": "EKS_AUDIT_LOGS", "AutoEnable": "NONE"}],
}


def test_only_the_management_account_asks_who_administers() -> None:
    sent: list[Read] = []
    assert drive(administrators(HERE), IN_AN_ORGANIZATION, sent) == []
    assert drive(administrators(HERE), {"organizations:DescribeOrganization": None}, sent) == [
        replace(ADMINISTRATOR, account=None)
    ]
    assert {read.action for read in sent} == {"organizations:DescribeOrganization"}
    managing = {"organizations:DescribeOrganization": {"Organization": {"MasterAccountId": HERE.account}}}
    listed = {"guardduty:ListOrganizationAdminAccounts": {"AdminAccounts": [{"AdminAccountId": LOGS.id}]}}
    assert drive(administrators(HERE), managing | listed) == [ADMINISTRATOR]


def administered(region: str = "ENABLED_BY_DEFAULT", shop: str = "DISABLED") -> dict[str, Any]:
    """Answers to an administrator whose organization has two accounts more, of which one is no member."""

    def opted(read: Read) -> dict[str, Any]:
        return {"RegionOptStatus": shop if "AccountId" in read.parameters else region}

    accounts = [{"Id": name, "Email": f"{name}@x", "State": "ACTIVE"} for name in (HERE.account, MANAGER, SHOP.id)]
    closed = {"Id": "333344445555", "Email": "old@x", "State": "SUSPENDED"}
    members = [
        {"AccountId": MANAGER, "RelationshipStatus": "Enabled"},
        {"AccountId": SHOP.id, "RelationshipStatus": "Removed"},
    ]
    return {
        **IDS,
        **IN_AN_ORGANIZATION,
        "guardduty:DescribeOrganizationConfiguration": CONFIGURED,
        "guardduty:ListMembers": {"Members": members},
        "organizations:ListAccounts": {"Accounts": [*accounts, closed]},
        "account:GetRegionOptStatus": opted,
    }


def test_active_accounts_that_are_no_members_are_left_out() -> None:
    (found,) = drive(administrations(HERE), administered())
    assert found == replace(ADMINISTRATION, left_out={SHOP.id: f"{SHOP.id}@x"})


@pytest.mark.parametrize(("shop", "left_out"), [("DISABLED", []), ("ENABLED", [SHOP.id])])
def test_an_account_that_does_not_have_the_region_is_not_left_out(shop: str, left_out: list[str]) -> None:
    (found,) = drive(administrations(HERE), administered("ENABLED", shop))
    assert list(found.left_out) == left_out


def test_whether_an_account_is_left_out_is_unknown_where_its_regions_are_hidden() -> None:
    answers = administered("ENABLED")
    hidden = denied("account:GetRegionOptStatus")
    answers["account:GetRegionOptStatus"] = lambda read: (
        hidden if "AccountId" in read.parameters else {"RegionOptStatus": "ENABLED"}
    )
    with pytest.raises(FactUnreadable):
        drive(administrations(HERE), answers)


def test_who_administers_nothing_is_asked_nothing_more() -> None:
    sent: list[Read] = []
    none = {"guardduty:DescribeOrganizationConfiguration": None}
    assert drive(administrations(HERE), IDS | IN_AN_ORGANIZATION | none, sent) == []
    assert len(sent) == 3
    assert drive(administrations(HERE), {"organizations:DescribeOrganization": None}) == []


NOBODY = replace(ADMINISTRATOR, account=None)
ELSEWHERE = replace(NOBODY, place=HERE.at("us-east-1"))


def test_the_home_region_is_designated_first_and_tells_organizations() -> None:
    have = Snapshot.of(MEMBERSHIP, *AS_DESCRIBED, TRUSTED, NOBODY, ELSEWHERE)
    trust, first, second = steps_of("guardduty.administrator", DESCRIBED, have)
    assert trust.write.parameters == {"ServicePrincipal": "guardduty.amazonaws.com"}
    assert (first.place.region, second.place.region) == ("eu-west-1", "us-east-1")
    assert trust.key in first.needs & second.needs
    assert first.key in second.needs
    assert f"guardduty.detector/create@{LOGS.id}/us-east-1" in second.needs
    assert "guardduty.detector/create@*/us-east-1" in second.follows
    assert [write.operation for write in first.undo or ()] == [
        "DisableOrganizationAdminAccount",
        "DeregisterDelegatedAdministrator",
    ]
    assert [write.operation for write in second.undo or ()] == ["DisableOrganizationAdminAccount"]


def test_what_is_known_or_somebody_elses_is_left_alone() -> None:
    known = Registered(place=MEMBERSHIP.place, id=LOGS.id, services=("guardduty.amazonaws.com",))
    trusted = replace(TRUSTED, principals=("guardduty.amazonaws.com",))
    there = (MEMBERSHIP, *AS_DESCRIBED, trusted, known)
    (second,) = steps_of("guardduty.administrator", DESCRIBED, Snapshot.of(*there, ADMINISTRATOR, ELSEWHERE))
    assert (second.place.region, len(second.undo or ())) == ("us-east-1", 1)
    others = replace(ADMINISTRATOR, account=SHOP.id)
    assert steps_of("guardduty.administrator", DESCRIBED, Snapshot.of(*there, others, ELSEWHERE)) == []
    assert steps_of("guardduty.administrator", EXAMPLE, Snapshot.of(*there, NOBODY)) == []


def test_every_account_is_enabled_from_the_account_for_security_tooling() -> None:
    (configure,) = steps_of("guardduty.organization", DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, DETECTOR))
    assert configure.write.parameters == {
        "DetectorId": DETECTOR.id,
        "AutoEnableOrganizationMembers": "ALL",
        "Features": [{"Name": "S3_DATA_EVENTS", "AutoEnable": "ALL"}],
    }
    assert configure.reaches
    assert f"guardduty.administrator/designate@{MANAGER}/eu-west-1" in configure.needs
    assert configure.follows >= {f"guardduty.detector/{verb}@*/eu-west-1" for verb in ("create", "resume")}
    # Where the detector is yet to be made, it is the one that is made.
    (configure,) = steps_of("guardduty.organization", DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, REGION))
    assert configure.write.parameters["DetectorId"] == Ref(f"guardduty.detector/create@{HERE}", "DetectorId")


def test_undo_brings_back_what_was_configured() -> None:
    before = replace(ADMINISTRATION, auto_enable="NEW", features={})
    (configure,) = steps_of("guardduty.organization", DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, DETECTOR, before))
    assert configure.undo
    assert configure.undo[0].parameters["AutoEnableOrganizationMembers"] == "NEW"
    assert configure.undo[0].parameters["Features"] == [{"Name": "S3_DATA_EVENTS", "AutoEnable": "NONE"}]


def test_accounts_that_are_left_out_are_made_members_fifty_at_a_time() -> None:
    left_out = {f"{number:012}": f"{number}@x" for number in range(1, 61)}
    have = Snapshot.of(AS_MEMBER, TOOLING, DETECTOR, replace(ADMINISTRATION, left_out=left_out))
    steps = steps_of("guardduty.organization", DESCRIBED, have)
    assert [len(step.write.parameters["AccountDetails"]) for step in steps] == [50, 10]
    assert steps[0].write.parameters["AccountDetails"][0] == {"AccountId": "000000000001", "Email": "1@x"}


def test_nothing_is_configured_elsewhere_or_where_a_policy_or_another_region_decides() -> None:
    managed = replace(DETECTOR, managed=("S3_DATA_EVENTS",))
    opted = OptInRegion(place=HERE.at(None), name="eu-west-1", status="ENABLED")
    for facts in (
        (AS_MEMBER, DETECTOR),
        (AS_MEMBER, TOOLING, managed),
        (AS_MEMBER, TOOLING, DETECTOR, ADMINISTRATION),
        (AS_MEMBER, TOOLING, DETECTOR, opted),
    ):
        assert steps_of("guardduty.organization", DESCRIBED, Snapshot.of(*facts)) == []


def test_a_member_leaves_to_its_administrator_what_only_that_can_change() -> None:
    bad = replace(DETECTOR, status="DISABLED", features={}, publishing_frequency="SIX_HOURS")
    member = steps_of("guardduty.detector", DESCRIBED, Snapshot.of(AS_MEMBER, bad))
    assert verbs(member) == ["guardduty.detector/resume"]
    steps = steps_of("guardduty.detector", DESCRIBED, Snapshot.of(AS_MEMBER, TOOLING, bad))
    assert len(steps) == 3
    assert all(step.reaches for step in steps)


def feature(name: str, field: str, value: str, *parts: str) -> dict[str, Any]:
    more = {"AdditionalConfiguration": [{"Name": part, field: value} for part in parts]} if parts else {}
    return {"Name": name, field: value, **more}


def test_what_runtime_monitoring_consists_of_is_read() -> None:
    told = [feature(RUNTIME_MONITORING, "Status", "ENABLED", *AGENTS), feature("EKS_AUDIT_LOGS", "Status", "ENABLED")]
    answer = {"Status": "ENABLED", "FindingPublishingFrequency": "FIFTEEN_MINUTES", "Features": told}
    (found,) = drive(detectors(HERE), IDS | {"guardduty:GetDetector": answer})
    assert found.watches_at_run_time
    assert found.plans_off == [], "what is not told of is not offered"
    modes = [feature(RUNTIME_MONITORING, "AutoEnable", "ALL", *AGENTS)]
    answers = administered() | {"guardduty:DescribeOrganizationConfiguration": CONFIGURED | {"Features": modes}}
    (configured,) = drive(administrations(HERE), answers)
    assert configured.watches_at_run_time


def test_an_account_by_itself_turns_on_the_plans_that_are_off() -> None:
    (step,) = steps_of("guardduty.protection_plans", EXAMPLE, Snapshot.of(DETECTOR))
    assert step.write.parameters["Features"] == [feature("EBS_MALWARE_PROTECTION", "Status", "ENABLED")]
    assert step.undo
    assert step.undo[0].parameters["Features"] == [feature("EBS_MALWARE_PROTECTION", "Status", "DISABLED")]
    assert step.monthly_cost_usd is None
    (step,) = steps_of("guardduty.protection_plans", EXAMPLE, Snapshot.of(REGION))
    assert [one["Name"] for one in step.write.parameters["Features"]] == list(PLANS)
    assert step.write.parameters["DetectorId"] == Ref(f"guardduty.detector/create@{HERE}", "DetectorId")
    assert f"guardduty.detector/create@{HERE}" in step.needs


def test_agents_are_put_into_workloads_with_consent_alone_and_taken_back_as_they_were() -> None:
    assert OPERATIONS["guardduty.runtime_monitoring"].consent
    partly = replace(DETECTOR, features={RUNTIME_MONITORING: "ENABLED"}, agents=("EKS_ADDON_MANAGEMENT",))
    (step,) = steps_of("guardduty.runtime_monitoring", EXAMPLE, Snapshot.of(partly))
    assert step.write.parameters["Features"] == [feature(RUNTIME_MONITORING, "Status", "ENABLED", *AGENTS)]
    assert step.undo
    (back,) = step.undo[0].parameters["Features"]
    assert {one["Name"]: one["Status"] for one in (back, *back["AdditionalConfiguration"])} == {
        RUNTIME_MONITORING: "ENABLED",
        "EC2_AGENT_MANAGEMENT": "DISABLED",
        "ECS_FARGATE_AGENT_MANAGEMENT": "DISABLED",
        "EKS_ADDON_MANAGEMENT": "ENABLED",
    }


@pytest.mark.parametrize("operation", ["guardduty.protection_plans", "guardduty.runtime_monitoring"])
def test_plans_that_are_on_or_not_the_accounts_to_decide_on_are_left_alone(operation: str) -> None:
    for want, facts in (
        (EXAMPLE, (WITH_PLANS,)),
        (EXAMPLE, (replace(DETECTOR, managed=("EBS_MALWARE_PROTECTION",)),)),
        (DESCRIBED, (AS_MEMBER, DETECTOR)),
        (DESCRIBED, (MEMBERSHIP, DETECTOR)),
        (DESCRIBED, (AS_MEMBER, TOOLING, WITH_PLANS, WITH_PLANS_FOR_ALL)),
    ):
        assert steps_of(operation, want, Snapshot.of(*facts)) == []


def test_where_its_predecessor_is_on_a_person_changes_over() -> None:
    older = replace(DETECTOR, features={EKS_RUNTIME_MONITORING: "ENABLED"})
    assert steps_of("guardduty.runtime_monitoring", EXAMPLE, Snapshot.of(older)) == []
    for_all = replace(ADMINISTRATION, features={EKS_RUNTIME_MONITORING: "NEW"})
    have = Snapshot.of(AS_MEMBER, TOOLING, DETECTOR, for_all)
    assert steps_of("guardduty.runtime_monitoring", DESCRIBED, have) == []


def test_the_administrator_has_plans_come_to_every_account_one_change_after_the_other() -> None:
    have = Snapshot.of(AS_MEMBER, TOOLING, DETECTOR)
    own, for_all = steps_of("guardduty.protection_plans", DESCRIBED, have)
    assert own.place == for_all.place
    assert not own.reaches
    assert for_all.reaches
    assert for_all.write.parameters == {
        "DetectorId": DETECTOR.id,
        "AutoEnableOrganizationMembers": "ALL",
        "Features": [feature(name, "AutoEnable", "ALL") for name in PLANS],
    }
    assert f"guardduty.organization/configure@{HERE}" in for_all.needs
    _, agents = steps_of("guardduty.runtime_monitoring", DESCRIBED, have)
    assert for_all.key in agents.needs
    assert agents.write.parameters["Features"] == [feature(RUNTIME_MONITORING, "AutoEnable", "ALL", *AGENTS)]


def test_undo_brings_back_whom_a_plan_came_to() -> None:
    before = replace(WITH_PLANS_FOR_ALL, features={**WITH_PLANS_FOR_ALL.features, "RDS_LOGIN_EVENTS": "NEW"})
    have = Snapshot.of(AS_MEMBER, TOOLING, WITH_PLANS, before)
    (step,) = steps_of("guardduty.protection_plans", DESCRIBED, have)
    assert step.write.parameters["Features"] == [feature("RDS_LOGIN_EVENTS", "AutoEnable", "ALL")]
    assert step.undo
    assert step.undo[0].parameters["Features"] == [feature("RDS_LOGIN_EVENTS", "AutoEnable", "NEW")]
