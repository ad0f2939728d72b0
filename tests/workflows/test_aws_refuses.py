"""What AWS refuses, replaces or keeps beyond what was asked, account by account: minded in plan, apply and undo."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.apply import Outcome
from hardpan.aws.client import _drop_prefix_of_address
from hardpan.config import EXAMPLE, Baseline, MemberAccount, Organization, Unit
from hardpan.model import OPERATIONS, Status
from hardpan.plan import Plan, Selection
from hardpan.sandbox import callers
from hardpan.sandbox.scenarios.startup_grown import SHOP
from hardpan.sandbox.server import Sandbox
from hardpan.sandbox.services import securityhub
from hardpan.workflows.apply import Applied, apply, plan_undo, undo
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan
from hardpan.workflows.reads import apply_policy, as_text

services.load()

WANT = replace(EXAMPLE, consent=("all",))
HOME = "us-east-1"
STRUCTURE = tuple(f"organizations.{name}" for name in ("all_features", "units", "accounts"))
ON_ROOT = OPERATIONS["organizations.root_guardrails"].satisfies
DESCRIBED = Organization(
    units=(Unit(path="Security"),),
    accounts=(MemberAccount(name="security", email="aws+security@example.com", unit="Security"),),
)


@pytest.fixture
def client(sandbox: Sandbox) -> Callable[..., Any]:
    """With the caller's keys, or with those of an account's root."""

    def connect(service: str, account: str | None = None, region: str = HOME) -> Any:
        key = callers.root_key_of(account) if account else None
        keys = {"aws_access_key_id": key, "aws_secret_access_key": "x"} if key else {}
        made = botocore.session.Session().create_client(service, region, endpoint_url=sandbox.url, **keys)
        made.meta.events.register("before-sign.s3-control", _drop_prefix_of_address)
        return made

    return connect


def selecting(*controls: str, accounts: tuple[str, ...] = (), regions: tuple[str, ...] = (HOME,)) -> Selection:
    return Selection(controls=controls, regions=regions, accounts=accounts)


def carried_out(plan: Plan, folder: Path) -> Applied:
    done = apply(plan, folder, on_step=lambda *_: None)
    assert done.result.succeeded, done.result.reasons
    return done


def taken_back(done: Applied, folder: Path) -> None:
    result = undo(plan_undo(done.run), folder, on_step=lambda *_: None).result
    assert result.succeeded, result.reasons


def failing(want: Baseline, selection: Selection) -> set[str]:
    found = assess(want, selection, accounts=selection.accounts).findings
    assert not [one for one in found if one.status is Status.UNKNOWN]
    return {one.account for one in found if one.status is Status.FAIL}


# Organizations and what hangs on it


def test_an_accounts_own_block_is_set_before_the_organizations_policy_forbids_it_and_goes_after_that(
    sandbox: Sandbox, client: Callable[..., Any], tmp_path: Path
) -> None:
    sandbox.reset("startup-grown")
    both = (sandbox.account, SHOP)
    for account in both:
        client("s3control", account).delete_public_access_block(AccountId=account)
    selection = selecting("s3control.account_public_access_block", *ON_ROOT, accounts=both)
    sandbox.control.fault("delay", "s3:PutAccountPublicAccessBlock", seconds=0.5)
    done = carried_out(make_plan(WANT, selection), tmp_path)
    with pytest.raises(client("s3control").exceptions.ClientError, match="AccessDenied"):
        client("s3control", SHOP).delete_public_access_block(AccountId=SHOP)
    taken_back(done, tmp_path)
    assert failing(WANT, replace(selection, controls=selection.controls[:1])) == set(both)


def test_where_the_organizations_policy_blocks_public_access_nothing_is_written(
    sandbox: Sandbox, client: Callable[..., Any], tmp_path: Path
) -> None:
    sandbox.reset("startup-grown")
    carried_out(make_plan(WANT, selecting(*ON_ROOT)), tmp_path)
    selection = selecting("s3control.account_public_access_block", accounts=(sandbox.account, SHOP))
    assert failing(WANT, selection) == set()
    assert make_plan(WANT, selection).steps == ()


def test_default_vpcs_go_before_a_guardrail_closes_their_region(sandbox: Sandbox) -> None:
    sandbox.reset("startup-grown")
    want = replace(WANT, organization=Organization(regions=("eu-west-1",)))
    controls = ("ec2.no_default_vpc", *ON_ROOT)
    regions = ("us-east-1", "us-west-1")
    plan = make_plan(want, selecting(*controls, accounts=(sandbox.account, SHOP), regions=regions))
    keys = [step.key for step in plan.steps]
    closing = next(at for at, key in enumerate(keys) if "attach:hardpan-scp-region-restriction" in key)
    gone = [at for at, step in enumerate(plan.steps) if step.write.operation == "DeleteVpc"]
    assert {plan.steps[at].place.account for at in gone} == {sandbox.account, SHOP}
    assert max(gone) < closing
    assert {keys[at] for at in gone} <= plan.steps[closing].follows


def test_ec2s_defaults_are_set_before_a_declarative_policy_holds_them(
    sandbox: Sandbox, client: Callable[..., Any]
) -> None:
    sandbox.reset("startup-grown")
    defaults = ("ec2.snapshot_public_access_blocked", "ec2.serial_console_off", "ec2.imds_default_v2")
    client("ec2", SHOP).enable_serial_console_access()
    plan = make_plan(WANT, selecting(*defaults, *ON_ROOT, accounts=(sandbox.account, SHOP)))
    (attach,) = [step for step in plan.steps if "attach:hardpan-ec2-policy-baseline" in step.key]
    own = {step.key for step in plan.steps if step.place.account == SHOP}
    assert len({key.partition("/")[0] for key in own}) == len(defaults)
    assert own <= attach.follows


def test_contacts_are_set_in_each_account_by_itself_and_no_account_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.reset("startup-grown")
    selection = selecting("account.security_contact", accounts=(sandbox.account, SHOP))
    carried_out(make_plan(WANT, selection), tmp_path)
    assert failing(WANT, selection) == set()
    puts = [one for one in sandbox.control.requests() if one["operation"] == "PutAlternateContact"]
    assert {one["account"] for one in puts} == {sandbox.account, SHOP}
    assert not [one for one in puts if "AccountId" in one["parameters"]]


def test_an_organization_is_made_with_the_permissions_that_are_printed_and_its_linked_role_needs_one(
    sandbox: Sandbox, client: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.reset("startup-alone")
    sandbox.control.pace(finalizing=0, account=0, newborn=0, change=0)
    want, selection = replace(WANT, organization=DESCRIBED), selecting(*STRUCTURE)
    allowed = apply_policy(want, selection)
    iam = client("iam")
    iam.create_user(UserName="founder")
    key = iam.create_access_key(UserName="founder")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])

    without = as_text(allowed).replace("iam:CreateServiceLinkedRole", "iam:GetUser")
    iam.put_user_policy(UserName="founder", PolicyName="hardpan", PolicyDocument=without)
    result = apply(make_plan(want, selection), tmp_path, on_step=lambda *_: None).result
    (failed,) = [why for key, why in result.reasons.items() if result.outcomes[key] is Outcome.FAILED]
    assert "AccessDeniedForDependencyException" in failed
    assert "ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE" in failed

    iam.put_user_policy(UserName="founder", PolicyName="hardpan", PolicyDocument=as_text(allowed))
    carried_out(make_plan(want, selection), tmp_path)


def test_a_home_region_that_accounts_opt_into_is_none_for_the_organizations_trail(sandbox: Sandbox) -> None:
    sandbox.control.reset("startup-alone", ("af-south-1",))
    want = replace(
        WANT, home_region="af-south-1", organization=replace(DESCRIBED, log_archive="security", paid_plan=True)
    )
    selection = selecting(*STRUCTURE, "cloudtrail.organization_trail", regions=("us-east-1", "af-south-1"))
    plan = make_plan(want, selection)
    (blocked,) = [one for one in plan.blocked if one.operation == "cloudtrail.organization_trail"]
    assert "af-south-1 is a Region that accounts opt into" in blocked.reason
    assert "CreateTrail" not in {step.write.operation for step in plan.steps}


# IAM, EC2, S3, Security Hub


def test_the_password_policy_is_replaced_whole_and_keeps_what_somebody_chose(
    sandbox: Sandbox, client: Callable[..., Any], tmp_path: Path
) -> None:
    iam = client("iam")
    chosen = {"MaxPasswordAge": 60, "HardExpiry": True, "AllowUsersToChangePassword": True, "RequireSymbols": True}
    iam.update_account_password_policy(MinimumPasswordLength=8, **chosen)
    before = iam.get_account_password_policy()["PasswordPolicy"]
    done = carried_out(make_plan(WANT, selecting("iam.password_policy")), tmp_path)
    after = iam.get_account_password_policy()["PasswordPolicy"]
    assert {name: after[name] for name in chosen} == chosen
    assert after["MinimumPasswordLength"] == 14
    taken_back(done, tmp_path)
    assert iam.get_account_password_policy()["PasswordPolicy"] == before


def test_a_vpc_whose_parts_count_as_there_for_a_moment_is_deleted_then(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.control.fault("error", "ec2:DeleteVpc", code="DependencyViolation", times=2)
    selection = selecting("ec2.no_default_vpc", regions=("eu-west-2",))
    done = carried_out(make_plan(WANT, selection), tmp_path)
    assert failing(WANT, selection) == set()
    assert [note for note in plan_undo(done.run).notes if "other ids" in note]


def test_a_bucket_name_that_somebody_on_aws_has_is_told_and_nothing_that_needs_it_is_tried(
    sandbox: Sandbox, client: Callable[..., Any], tmp_path: Path
) -> None:
    sandbox.reset("factory-new")
    want = replace(WANT, home_region=HOME)
    stranger = client("s3", "999988887777")
    stranger.create_bucket(Bucket=f"hardpan-logs-{sandbox.account}")
    plan = make_plan(want, selecting("cloudtrail.multi_region_trail"))
    result = apply(plan, tmp_path, on_step=lambda *_: None).result
    assert not result.succeeded
    (failed,) = [why for key, why in result.reasons.items() if result.outcomes[key] is Outcome.FAILED]
    assert "BucketAlreadyExists" in failed
    assert result.count(Outcome.SKIPPED) == len(plan.steps) - 1


def test_a_standard_that_was_just_turned_off_is_turned_on_when_aws_takes_it(
    sandbox: Sandbox, client: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    want, selection = replace(WANT, profile="team"), selecting("securityhub.enabled")
    carried_out(make_plan(want, selection), tmp_path)
    hub = client("securityhub")
    on = hub.get_enabled_standards()["StandardsSubscriptions"]
    with monkeypatch.context() as slowly:  # longer than it takes to plan, however busy the machine
        slowly.setattr(securityhub, "SETTLES_AFTER", 6.0)
        hub.batch_disable_standards(StandardsSubscriptionArns=[one["StandardsSubscriptionArn"] for one in on])
    plan = make_plan(want, selection)
    assert [step.write.operation for step in plan.steps] == ["BatchEnableStandards"]
    carried_out(plan, tmp_path)
    assert any(one["status"] == 400 for one in sandbox.control.requests() if one["operation"] == "BatchEnableStandards")


def test_a_new_hub_has_the_standards_of_the_profile_and_no_others(
    sandbox: Sandbox, client: Callable[..., Any], tmp_path: Path
) -> None:
    want = replace(WANT, profile="team")
    carried_out(make_plan(want, selecting("securityhub.enabled")), tmp_path)
    on = {one["StandardsArn"] for one in client("securityhub").get_enabled_standards()["StandardsSubscriptions"]}
    assert not [arn for arn in on if "ruleset/cis-aws-foundations-benchmark/v/1.2.0" in arn]


def test_showing_hidden_snapshots_again_is_said_before(sandbox: Sandbox) -> None:
    """Undo of the block publishes what it hid."""
    plan = make_plan(WANT, selecting("ec2.snapshot_public_access_blocked", regions=("us-east-1", "eu-west-1")))
    notes = {step.undo_note for step in plan.steps}
    assert len(notes) == 1
    assert "undo shows them to everybody again" in notes.pop()


def test_what_undo_of_ebs_encryption_leaves_is_said_before(sandbox: Sandbox) -> None:
    (step,) = make_plan(WANT, selecting("ec2.ebs_encryption_by_default")).steps
    assert step.undo_note == "volumes made in between stay encrypted"


def test_a_key_that_is_made_goes_on_letting_its_account_change_the_policy() -> None:
    """Without resources or actions a statement would be taken and say nothing."""
    from hardpan.model import Place
    from hardpan.services.kms.log_key import policy_for, repaired

    document = policy_for(Place("111122223333"), ["arn:aws:cloudtrail:us-east-1:111122223333:trail/hardpan-trail"])
    for said in (document, repaired(json.dumps(document), ["arn:aws:cloudtrail:eu-west-1:444455556666:trail/t"])):
        for statement in said["Statement"]:
            assert {"Effect", "Principal", "Action", "Resource"} <= statement.keys()
        owner = said["Statement"][0]
        assert (owner["Action"], owner["Principal"]) == ("kms:*", {"AWS": "arn:aws:iam::111122223333:root"})
