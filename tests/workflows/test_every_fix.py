"""Every control that Hardpan can fix, over HTTP: it fails, its own fix makes it pass, undo makes it fail again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Exceptions
from hardpan.guardrails import GUARDRAILS, ROOT, where
from hardpan.model import CONTROLS, OPERATIONS, Finding, Status
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.services.organizations.guardrails import control_of
from hardpan.workflows.apply import apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan

services.load()

# Where personal-messy keeps its mess; all 17 Regions at once are in test_main_job.
REGIONS = ("us-east-1", "eu-west-1", "eu-central-1")
WANT = replace(EXAMPLE, consent=("all",))
# Fixed where one account keeps an organization's log files, in test_organization_trail; elsewhere a person does it.
IN_AN_ARCHIVE = {
    "cloudtrail.encrypted",
    "cloudtrail.organization_trail",
    "s3.log_bucket_encrypted",
    "s3.log_bucket_locked",
    "s3.log_bucket_mfa_delete",
}
# Fixed for a whole organization from its account for security tooling, in test_organization_detection and
# test_organization_investigation.
FROM_TOOLING = {
    "accessanalyzer.organization_analyzer",
    "fms.administrator",  # in test_firewall_manager
    "guardduty.administrator",
    "guardduty.every_account_covered",
    "guardduty.every_account_enabled",
    "guardduty.every_account_has_plans",
    "guardduty.every_account_has_runtime_monitoring",
    "securityhub.administrator",
    "securityhub.central_configuration",
    *(
        f"{service}.{control}"
        for service in ("detective", "inspector2", "macie2")
        for control in ("administrator", "every_account_covered", "every_account_enabled")
    ),
}
# Fixed where something records already, in test_aws_config.
RECORDING = {"config.bucket", "config.organization_aggregator"}
# Fixed in members from the management account, in test_member_root.
IN_MEMBERS = {"iam.member_root_no_credentials"}
# Asked for by hardpan.yaml alone, in test_cis_alarms.
FOR_AUDITORS = {"logs.cis_alarms"}
# Fixed in the account for forensics alone, in test_evidence.
FOR_FORENSICS = {"s3.evidence_bucket"}
# About an organization that hardpan.yaml describes, in test_new_organization.
DESCRIBED = {"cloudtrail.administrator"} | {
    f"organizations.{name}"
    for name in (
        "accounts",
        "accounts_as_described",
        "accounts_to_close_closed",
        "all_features",
        "closed_accounts_suspended",
        "delegated_administrators",
        "policies_delegated",
        "quarantine_unit",
        "units",
    )
}
# Guardrails of units, of larger profiles, and the one that closes Regions, in test_guardrails.
WITH_A_FILE = {
    control_of(name)
    for name, guardrail in GUARDRAILS.items()
    if ROOT not in where(name, "personal") or "allowed_regions" in guardrail.needs
}
# Those of Identity Center, which a person must have enabled before, are in test_identity_center.
FIXABLE = sorted(
    control
    for control in {control for operation in OPERATIONS.values() for control in operation.satisfies}
    if not control.startswith("sso_admin.")
    and control
    not in IN_AN_ARCHIVE
    | FROM_TOOLING
    | RECORDING
    | DESCRIBED
    | IN_MEMBERS
    | FOR_FORENSICS
    | FOR_AUDITORS
    | WITH_A_FILE
)

# Controls on what personal-messy has not, and a scenario that has it.
ELSEWHERE = {control: "startup-grown" for control in CONTROLS if control.startswith("organizations.")}
ELSEWHERE |= {"ram.shares_closed": "startup-grown", "ram.organization_sharing": "enterprise"}

# Findings that no step can help, in a control whose other findings are fixed.
FOR_A_PERSON = {
    "ec2.no_default_vpc": "the default VPC of us-east-1 is in use",
    "iam.organization_access_role": "outside an organization only a person knows whom it may trust",
}
# What undo leaves as it is, as the plan had said.
NOT_TAKEN_BACK = {
    "iam.access_keys_rotated": "a key that AWS found in public stays inactive",
    "iam.no_expired_certificates": "IAM never gives a private key back",
    "iam.no_stale_credentials": "a key that AWS found in public stays inactive",
    "s3.network_log_bucket": "a bucket that was made is kept with its logs",
    "kms.no_pending_deletion": "Hardpan never schedules the deletion of a key",
}


def failing(selection: Selection) -> list[Finding]:
    findings = assess(WANT, selection).findings
    assert not [found for found in findings if found.status is Status.UNKNOWN]
    return [found for found in findings if found.status is Status.FAIL]


@pytest.mark.parametrize("control", FIXABLE)
def test_fails_is_fixed_and_fails_again(control: str, sandbox: Sandbox, tmp_path: Path) -> None:
    if control in ELSEWHERE:
        sandbox.reset(ELSEWHERE[control])
    selection = Selection(controls=(control,), regions=REGIONS)
    before = failing(selection)
    assert before, "the scenario holds nothing that this control finds"
    plan = make_plan(WANT, selection)
    waiting = {found.message for human in plan.human_steps for found in before if found.message in human.because}
    assert bool(waiting) is (control in FOR_A_PERSON)
    if plan.steps:
        done = apply(plan, tmp_path, on_step=lambda *_: None)
        assert done.result.succeeded, done.result.reasons
        assert {found.message for found in failing(selection)} <= waiting
        assert not make_plan(WANT, selection).steps
        taken_back = plan_undo(done.run)
        result = undo(taken_back, tmp_path, on_step=lambda *_: None).result
        assert result.succeeded, result.reasons
        if control in NOT_TAKEN_BACK:
            assert taken_back.notes
            assert len(failing(selection)) < len(before), "everything came back: take it off the list"
        else:
            assert len(failing(selection)) == len(before)
    else:
        assert len(waiting) == len(before)


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_a_blind_control_is_unknown(control: str, sandbox: Sandbox) -> None:
    """With every read but the first two denied: UNKNOWN and nothing else, each naming what it lacks."""
    sandbox.control.fault("deny", "*", **{"except": ["sts:GetCallerIdentity", "ec2:DescribeRegions"]})
    want = replace(WANT, exceptions=Exceptions(), logs=replace(WANT.logs, metric_filters=True))
    findings = assess(want, Selection(controls=(control,), regions=REGIONS)).findings
    assert {found.status for found in findings} == {Status.UNKNOWN}
    assert all(":" in found.message for found in findings)
