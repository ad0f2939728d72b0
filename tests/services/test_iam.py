"""IAM: root, credentials, roles and policies."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Exceptions
from hardpan.evaluate import evaluate
from hardpan.model import CONTROLS, OPERATIONS, Account, Fact, FactUnreadable, Place, Read, Risk, Status, Step
from hardpan.plan import Selection, build
from hardpan.services.iam import documents
from hardpan.services.iam.break_glass import trust
from hardpan.services.iam.collect.credentials import (
    oidc_providers,
    password_policy,
    server_certificates,
    service_credentials,
    user_credentials,
)
from hardpan.services.iam.collect.details import (
    administrators,
    attachments,
    organization_access_roles,
    own_policies,
    roles,
    users,
    web_identity_roles,
)
from hardpan.services.iam.collect.root import account_summary, root_use, root_virtual_mfa
from hardpan.services.iam.examples import (
    ACCESS_ROLE,
    ACCOUNT,
    ALICE,
    APPLY_ROLE,
    ATTACHMENT,
    AUDIT_POLICY,
    AUDIT_ROLE,
    BREAK_GLASS_ROLE,
    CERTIFICATE,
    CREDENTIALS,
    DEPLOY_ROLE,
    FRIENDS,
    GITHUB_PROVIDER,
    HERE,
    KEY,
    MANAGEMENT,
    MANAGER,
    PASSWORD_POLICY,
    PLAN_POLICY,
    PLAN_ROLE,
    ROLE,
    RULES,
    SERVICE_CREDENTIAL,
    SIGNED_IN,
    SUMMARY,
    SUPPLIER,
    SUPPORT_ROLE,
    document,
    made,
    moment,
    own_policy,
    trusting,
)
from hardpan.services.iam.facts import UserCredentials, managed_policy
from hardpan.services.iam.own_roles import APPLY, AUDIT, RESPONDER
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs

services.load()

ADMINISTRATOR = managed_policy(HERE, "AdministratorAccess")
CLOUDSHELL = managed_policy(HERE, "AWSCloudShellFullAccess")
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
ALL = replace(EXAMPLE, consent=("all",))


def status(control: str, *facts: Fact, want: Any = EXAMPLE) -> Status:
    (found,) = evaluate([CONTROLS[control]], Snapshot.of(*facts), want)
    return found.status


# Policy documents.


def test_documents_come_decoded_or_url_encoded() -> None:
    policy = document(EVERYTHING)
    text = json.dumps(policy, indent=2)
    assert documents.parsed(policy) == documents.parsed(text) == documents.parsed(quote(text)) == policy
    assert documents.parsed('{"Id": "50%25"}') == {"Id": "50%25"}


@pytest.mark.parametrize(
    ("statement", "everything"),
    [
        (EVERYTHING, True),
        ({**EVERYTHING, "Action": ["s3:Get*", "*:*"], "Resource": ["arn:aws:*:*:*:*"]}, True),
        ({**EVERYTHING, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}, True),
        ({**EVERYTHING, "Effect": "Deny"}, False),
        ({**EVERYTHING, "Action": "iam:*"}, False),
        ({**EVERYTHING, "Resource": "arn:aws:s3:::*"}, False),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, False),
    ],
)
def test_what_allows_everything(statement: dict[str, Any], everything: bool) -> None:
    assert documents.allows_everything(statement) is everything


def test_a_condition_demands_only_what_has_to_be_there() -> None:
    condition = {
        "StringEquals": {"K:Aud": ["a", "b"]},
        "StringEqualsIfExists": {"k:aud": "c"},
        "ForAllValues:StringLike": {"k:aud": "d"},
        "StringNotEquals": {"k:aud": "e"},
        "Bool": {"aws:MultiFactorAuthPresent": True},
    }
    assert documents.demands({"Condition": condition}, "k:aud") == ["a", "b"]
    assert documents.demands({"Condition": condition}, "aws:multifactorauthpresent") == ["true"]


# Root.


def test_the_summary_tells_of_root() -> None:
    counts = {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1, "Users": 3}
    assert drive(account_summary(HERE), {"iam:GetAccountSummary": {"SummaryMap": counts}}) == [SUMMARY]
    (hidden,) = drive(account_summary(HERE), {"iam:GetAccountSummary": denied("iam:GetAccountSummary")})
    for control in ("iam.root_mfa", "iam.root_no_access_keys", "iam.root_recovery_attested"):
        assert status(control, hidden) is Status.UNKNOWN


def test_only_roots_virtual_devices_count() -> None:
    devices = [
        {"SerialNumber": "arn/mfa/phone", "User": {"Arn": HERE.arn("iam", "user/alice")}},
        {"SerialNumber": "arn/mfa/root", "User": {"Arn": HERE.arn("iam", "root")}},
        {"SerialNumber": "arn/mfa/lost"},
    ]
    (found,) = drive(root_virtual_mfa(HERE), {"iam:ListVirtualMFADevices": {"VirtualMFADevices": devices}})
    assert found.serials == ("arn/mfa/root",)


def report(password: str, key: str) -> dict[str, Any]:
    head = "user,password_last_used,access_key_1_last_used_date,access_key_2_last_used_date"
    rows = [head, f"<root_account>,{password},{key},N/A", "alice,2026-10-30T00:00:00+00:00,N/A,N/A"]
    return {"Content": "\n".join(rows).encode(), "ReportFormat": "text/csv"}


@pytest.mark.parametrize(
    ("password", "key", "expected"),
    [
        ("no_information", "N/A", Status.PASS),
        ("2026-02-01T12:00:00+00:00", "N/A", Status.PASS),
        ("2026-10-01T12:00:00+00:00", "N/A", Status.FAIL),
        ("2026-02-01T12:00:00+00:00", "2026-10-01T12:00:00+00:00", Status.FAIL),
    ],
)
def test_the_credential_report_tells_when_root_was_used(password: str, key: str, expected: Status) -> None:
    sent: list[Read] = []
    made = {"iam:GenerateCredentialReport": {"State": "COMPLETE"}, "iam:GetCredentialReport": report(password, key)}
    (found,) = drive(root_use(HERE), made, sent)
    assert status("iam.root_unused", found) is expected
    assert [read.awaited is not None for read in sent] == [True, False]


def test_a_report_that_is_not_ready_leaves_the_use_of_root_unknown() -> None:
    answers = {"iam:GenerateCredentialReport": {"State": "STARTED"}, "iam:GetCredentialReport": denied("iam:X")}
    (found,) = drive(root_use(HERE), answers)
    assert status("iam.root_unused", found) is Status.UNKNOWN


# The bulk call.


def policy_of(name: str, arn: str, statement: dict[str, Any]) -> dict[str, Any]:
    old = {"VersionId": "v1", "IsDefaultVersion": False, "Document": document({**EVERYTHING, "Effect": "Deny"})}
    now = {"VersionId": "v2", "IsDefaultVersion": True, "Document": quote(json.dumps(document(statement)))}
    return {"PolicyName": name, "Arn": arn, "PolicyVersionList": [old, now]}


def has(*arns: str) -> dict[str, Any]:
    return {"AttachedManagedPolicies": [{"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in arns]}


def named(kind: str, name: str, path: str = "/") -> dict[str, Any]:
    arn = HERE.arn("iam", f"{kind.lower()}{path}{name}")
    return {f"{kind}Name": name, "Path": path, "Arn": arn}


OWN = HERE.arn("iam", "policy/let-me-work")
IDLE = HERE.arn("iam", "policy/idle")
DETAILS = {
    "UserDetailList": [
        named("User", "old-ci") | {"GroupList": []},
        named("User", "alice")
        | has(OWN, ADMINISTRATOR)
        | {
            "GroupList": ["friends"],
            "UserPolicyList": [{"PolicyName": "just-in-case", "PolicyDocument": document(EVERYTHING)}],
        },
    ],
    "GroupDetailList": [named("Group", "friends") | has(CLOUDSHELL)],
    "RoleDetailList": [
        named("Role", "deploy") | has(OWN) | {"AssumeRolePolicyDocument": quote(json.dumps(trusting(SUPPLIER)))},
        named("Role", "AWSServiceRoleForSupport", "/aws-service-role/support.amazonaws.com/")
        | {"AssumeRolePolicyDocument": document()},
        named("Role", "OrganizationAccountAccessRole")
        | has(ADMINISTRATOR)
        | {"AssumeRolePolicyDocument": trusting(Place(MANAGEMENT).arn("iam", "root"))},
        named("Role", "saml")
        | {
            "AssumeRolePolicyDocument": document(
                {"Effect": "Allow", "Principal": {"Federated": HERE.arn("iam", "saml-provider/corp")}}
            )
        },
        named("Role", "github")
        | {
            "AssumeRolePolicyDocument": document({"Effect": "Allow", "Principal": {"Federated": [GITHUB_PROVIDER.arn]}})
        },
    ],
    "Policies": [policy_of("let-me-work", OWN, EVERYTHING), policy_of("idle", IDLE, EVERYTHING)],
}
TOLD = {"iam:GetAccountAuthorizationDetails": DETAILS}


def test_one_bulk_call_serves_every_collector() -> None:
    sent: list[Read] = []
    for asked in (users, roles, web_identity_roles, attachments, administrators, own_policies):
        drive(asked(HERE), TOLD, sent)
    assert len({read.identity for read in sent}) == 1


def test_users_are_read_with_where_their_rights_come_from() -> None:
    alice, ci = drive(users(HERE), TOLD)
    assert (alice.name, alice.groups, alice.inline) == ("alice", ("friends",), ("just-in-case",))
    assert alice.attached == tuple(sorted((OWN, ADMINISTRATOR)))
    assert (ci.name, ci.attached, ci.inline) == ("old-ci", (), ())


def test_roles_of_services_are_left_out_and_trust_is_decoded() -> None:
    found = {role.name: role for role in drive(roles(HERE), TOLD)}
    assert sorted(found) == ["OrganizationAccountAccessRole", "deploy", "github", "saml"]
    assert found["deploy"].trust == trusting(SUPPLIER)
    assert [role.name for role in drive(web_identity_roles(HERE), TOLD)] == ["github"]


def test_who_has_what_is_put_together() -> None:
    found = {
        (attachment.policy.rpartition("/")[2], attachment.who.name) for attachment in drive(attachments(HERE), TOLD)
    }
    assert found == {
        ("AdministratorAccess", "alice"),
        ("AdministratorAccess", "OrganizationAccountAccessRole"),
        ("AWSCloudShellFullAccess", "friends"),
        ("let-me-work", "alice"),
        ("let-me-work", "deploy"),
    }
    assert [each.who.name for each in drive(administrators(HERE), TOLD)] == ["OrganizationAccountAccessRole", "alice"]


def test_own_policies_are_those_somebody_has_in_their_default_version() -> None:
    managed, inline = drive(own_policies(HERE), TOLD)
    assert (managed.name, managed.document) == ("let-me-work", document(EVERYTHING))
    assert [holder.name for holder in managed.holders] == ["deploy", "alice"]
    assert (inline.name, inline.arn) == ("just-in-case", f"{ALICE.arn}/just-in-case")


@pytest.mark.parametrize(
    ("answer", "management"), [({"Organization": {"MasterAccountId": MANAGEMENT}}, MANAGEMENT), (None, None)]
)
def test_the_organization_is_asked_for_where_there_is_the_role(answer: Any, management: str | None) -> None:
    (found,) = drive(organization_access_roles(HERE), TOLD | {"organizations:DescribeOrganization": answer})
    assert found == replace(ACCESS_ROLE, management_account=management)
    without = {"iam:GetAccountAuthorizationDetails": DETAILS | {"RoleDetailList": []}}
    assert drive(organization_access_roles(HERE), without) == []


def test_a_hidden_organization_leaves_the_role_unknown() -> None:
    answers = TOLD | {"organizations:DescribeOrganization": denied("organizations:DescribeOrganization")}
    (found,) = drive(organization_access_roles(HERE), answers)
    assert status("iam.organization_access_role", found) is Status.UNKNOWN


# Credentials.

CREATED = CREDENTIALS.created
LISTED_KEY = {"AccessKeyId": KEY.id, "Status": "Active", "CreateDate": KEY.created}
LOOKED_UP: dict[str, Any] = {
    "iam:ListUsers": {
        "Users": [
            {
                "UserName": "alice",
                "Arn": CREDENTIALS.arn,
                "CreateDate": CREATED,
                "PasswordLastUsed": CREDENTIALS.password_last_used,
            }
        ]
    },
    "iam:GetLoginProfile": {"LoginProfile": {"UserName": "alice", "CreateDate": CREATED}},
    "iam:ListAccessKeys": {"AccessKeyMetadata": [LISTED_KEY]},
    "iam:ListMFADevices": {"MFADevices": [{"SerialNumber": "arn/mfa/phone"}]},
    "iam:GetAccessKeyLastUsed": {"UserName": "alice", "AccessKeyLastUsed": {"LastUsedDate": KEY.last_used}},
}


def test_credentials_are_read_as_they_are_now() -> None:
    assert drive(user_credentials(HERE), LOOKED_UP) == [CREDENTIALS]


def test_nothing_is_asked_about_what_is_not_there() -> None:
    sent: list[Read] = []
    inactive = {"AccessKeyMetadata": [LISTED_KEY | {"Status": "Inactive"}]}
    (found,) = drive(
        user_credentials(HERE), LOOKED_UP | {"iam:GetLoginProfile": None, "iam:ListAccessKeys": inactive}, sent
    )
    assert (found.has_password, found.mfa_devices, found.active_keys) == (False, 0, [])
    assert [read.operation for read in sent] == ["ListUsers", "GetLoginProfile", "ListAccessKeys"]


def test_a_key_that_was_never_used_says_so() -> None:
    (found,) = drive(user_credentials(HERE), LOOKED_UP | {"iam:GetAccessKeyLastUsed": {"AccessKeyLastUsed": {}}})
    assert found.keys == (replace(KEY, last_used=None),)


@pytest.mark.parametrize(
    ("refused", "unknown"),
    [
        ("iam:GetLoginProfile", {"iam.user_mfa", "iam.no_stale_credentials"}),
        ("iam:ListMFADevices", {"iam.user_mfa"}),
        ("iam:ListAccessKeys", {"iam.no_stale_credentials", "iam.access_keys_rotated"}),
        ("iam:GetAccessKeyLastUsed", {"iam.no_stale_credentials"}),
    ],
)
def test_a_refused_detail_hides_what_rests_on_it_and_nothing_else(refused: str, unknown: set[str]) -> None:
    (found,) = drive(user_credentials(HERE), LOOKED_UP | {refused: denied(refused)})
    asked = ("iam.user_mfa", "iam.no_stale_credentials", "iam.access_keys_rotated")
    seen = {control: status(control, found) for control in asked}
    assert {control for control, each in seen.items() if each is Status.UNKNOWN} == unknown
    assert {each for control, each in seen.items() if control not in unknown} <= {Status.PASS}


def test_settings_and_leftovers_are_read() -> None:
    rules = {
        "MinimumPasswordLength": 14,
        "RequireSymbols": True,
        "RequireNumbers": True,
        "RequireUppercaseCharacters": True,
        "RequireLowercaseCharacters": True,
        "AllowUsersToChangePassword": True,
        "ExpirePasswords": False,
        "PasswordReusePrevention": 24,
    }
    answers = {"iam:GetAccountPasswordPolicy": {"PasswordPolicy": rules}}
    assert drive(password_policy(HERE), answers) == [PASSWORD_POLICY]
    assert drive(password_policy(HERE), {"iam:GetAccountPasswordPolicy": None}) == [
        replace(PASSWORD_POLICY, rules=None)
    ]
    credential = {
        "ServiceSpecificCredentialId": SERVICE_CREDENTIAL.id,
        "UserName": "alice",
        "ServiceName": SERVICE_CREDENTIAL.service,
        "Status": "Inactive",
    }
    answers = {"iam:ListServiceSpecificCredentials": {"ServiceSpecificCredentials": [credential]}}
    assert drive(service_credentials(HERE), answers) == [SERVICE_CREDENTIAL]
    certificate = {"ServerCertificateName": "shop", "Arn": CERTIFICATE.arn, "Expiration": CERTIFICATE.expires}
    answers = {"iam:ListServerCertificates": {"ServerCertificateMetadataList": [certificate]}}
    assert drive(server_certificates(HERE), answers) == [CERTIFICATE]
    answers = {"iam:ListOpenIDConnectProviders": {"OpenIDConnectProviderList": [{"Arn": GITHUB_PROVIDER.arn}]}}
    named = {"ClientIDList": ["sts.amazonaws.com"]}
    assert drive(oidc_providers(HERE), {**answers, "iam:GetOpenIDConnectProvider": named}) == [GITHUB_PROVIDER]


# Operations: facts in, steps out.


def steps(operation: str, *facts: Fact, want: Any = EXAMPLE, caller: str = "") -> list[Step]:
    return steps_of(operation, want, replace(Snapshot.of(*facts), caller=caller))


@pytest.mark.parametrize(
    "operation", [name for name in OPERATIONS if name.startswith("iam.")], ids=lambda name: name.partition(".")[2]
)
def test_nothing_is_done_where_all_is_well(operation: str) -> None:
    well = (
        *(CREDENTIALS, SERVICE_CREDENTIAL, PASSWORD_POLICY, CERTIFICATE, ATTACHMENT),
        *(AUDIT_ROLE, AUDIT_POLICY, APPLY_ROLE, SUPPORT_ROLE, ACCESS_ROLE, MANAGER),
        *(replace(BREAK_GLASS_ROLE, trust=trust(HERE, HERE)), GITHUB_PROVIDER, PLAN_ROLE, DEPLOY_ROLE, PLAN_POLICY),
        *(made(RESPONDER), own_policy(made(RESPONDER), RESPONDER.permissions)),
    )
    assert steps(operation, *well) == []


def test_a_password_policy_is_made_and_unmade() -> None:
    (step,) = steps("iam.password_policy", replace(PASSWORD_POLICY, rules=None))
    assert step.write.parameters["MinimumPasswordLength"] == 14
    assert "MaxPasswordAge" not in step.write.parameters
    assert [write.operation for write in step.undo or ()] == ["DeleteAccountPasswordPolicy"]


def test_a_password_policy_keeps_what_was_stricter() -> None:
    was = replace(RULES, minimum_length=20, remembered=5, symbols=False, expires_days=60, users_may_change=False)
    (step,) = steps("iam.password_policy", replace(PASSWORD_POLICY, rules=was))
    new = step.write.parameters
    assert (new["MinimumPasswordLength"], new["PasswordReusePrevention"], new["RequireSymbols"]) == (20, 24, True)
    assert (new["MaxPasswordAge"], new["AllowUsersToChangePassword"], new["HardExpiry"]) == (60, False, False)
    ((old),) = step.undo or ()
    assert (old.parameters["PasswordReusePrevention"], old.parameters["RequireSymbols"]) == (5, False)


YOUNG = KEY
OLD = replace(KEY, id="AKIAOLDINUSE00000000", created=moment(2026, 1, 1), last_used=moment(2026, 10, 31))
IDLE_KEY = replace(KEY, id="AKIAIDLE000000000000", created=moment(2026, 9, 1), last_used=None)
IDLE_AND_OLD = replace(KEY, id="AKIAIDLEANDOLD000000", created=moment(2025, 6, 1), last_used=moment(2026, 1, 1))
INACTIVE = replace(IDLE_AND_OLD, id="AKIAINACTIVE00000000", active=False)


def test_every_key_at_fault_is_deactivated_once() -> None:
    user = replace(CREDENTIALS, keys=(YOUNG, OLD, IDLE_KEY, IDLE_AND_OLD, INACTIVE))
    unused, old = steps("iam.deactivate_unused_keys", user), steps("iam.deactivate_old_keys", user)
    assert {step.write.parameters["AccessKeyId"]: step.controls for step in unused} == {
        IDLE_KEY.id: ("iam.no_stale_credentials",),
        IDLE_AND_OLD.id: ("iam.no_stale_credentials", "iam.access_keys_rotated"),
    }
    assert [step.write.parameters["AccessKeyId"] for step in old] == [OLD.id]
    for step in unused + old:
        assert step.risk is Risk.DISRUPTIVE
        assert [write.parameters["Status"] for write in (step.write, *(step.undo or ()))] == ["Inactive", "Active"]


def test_a_key_that_was_never_needed_is_deactivated() -> None:
    made = moment(2026, 10, 30)
    user = replace(CREDENTIALS, created=made, keys=(replace(KEY, created=made, last_used=None),))
    (step,) = steps("iam.deactivate_unused_keys", user)
    assert step.controls == ("iam.access_keys_rotated",)


def test_two_young_keys_are_left_to_a_person() -> None:
    user = replace(CREDENTIALS, keys=(KEY, replace(KEY, id="AKIAANOTHER000000000")))
    assert status("iam.access_keys_rotated", user) is Status.FAIL
    assert steps("iam.deactivate_unused_keys", user) == steps("iam.deactivate_old_keys", user) == []


def test_hardpan_does_not_take_its_own_credentials() -> None:
    user = replace(CREDENTIALS, password_last_used=None, keys=(OLD, IDLE_AND_OLD))
    for operation in ("iam.deactivate_unused_keys", "iam.deactivate_old_keys", "iam.delete_unused_passwords"):
        assert steps(operation, user)
        assert steps(operation, user, caller=user.arn) == []


def test_undo_does_not_activate_a_key_that_is_public() -> None:
    quarantine = replace(ATTACHMENT, policy=managed_policy(HERE, "AWSCompromisedKeyQuarantineV2"), who=ALICE)
    user = replace(CREDENTIALS, keys=(IDLE_KEY,))
    (step,) = steps("iam.deactivate_unused_keys", user, quarantine)
    assert step.undo is None
    assert "in public" in step.undo_note
    (other,) = steps("iam.deactivate_unused_keys", user, replace(quarantine, who=FRIENDS))
    assert other.undo


def test_an_unused_password_goes_for_good() -> None:
    (step,) = steps("iam.delete_unused_passwords", replace(CREDENTIALS, password_last_used=moment(2026, 1, 1)))
    assert (step.write.operation, step.undo, step.risk) == ("DeleteLoginProfile", None, Risk.DESTRUCTIVE)


def test_a_hidden_last_use_blocks_and_does_not_deactivate() -> None:
    (user,) = drive(
        user_credentials(HERE), LOOKED_UP | {"iam:GetAccessKeyLastUsed": denied("iam:GetAccessKeyLastUsed")}
    )
    assert isinstance(user, UserCredentials)
    with pytest.raises(FactUnreadable):
        steps("iam.deactivate_unused_keys", user)


def test_service_credentials_are_deactivated_unless_excepted() -> None:
    active = replace(SERVICE_CREDENTIAL, active=True)
    (step,) = steps("iam.deactivate_service_credentials", active)
    assert step.write.parameters["Status"] == "Inactive"
    excepted = replace(EXAMPLE, exceptions=Exceptions(iam_users=("alice",)))
    assert steps("iam.deactivate_service_credentials", active, want=excepted) == []


def test_leftovers_go() -> None:
    (step,) = steps("iam.delete_expired_certificates", replace(CERTIFICATE, expires=moment(2026, 10, 31)))
    assert (step.write.parameters, step.undo) == ({"ServerCertificateName": "shop"}, None)
    held = [replace(ATTACHMENT, policy=CLOUDSHELL, who=who) for who in (ALICE, FRIENDS, ATTACHMENT.who, SIGNED_IN)]
    detached = steps("iam.detach_cloudshell", *held, ATTACHMENT)
    assert [step.write.operation for step in detached] == ["DetachUserPolicy", "DetachGroupPolicy", "DetachRolePolicy"]
    assert [(step.undo or ())[0].operation for step in detached] == [
        "AttachUserPolicy",
        "AttachGroupPolicy",
        "AttachRolePolicy",
    ]


# Hardpan's own roles.


def test_missing_roles_are_made_and_given_their_policies() -> None:
    made = steps("iam.hardpan_roles", ACCOUNT)
    assert verbs(made) == [
        "iam.hardpan_roles/create:HardpanAudit",
        "iam.hardpan_roles/attach:HardpanAudit",
        "iam.hardpan_roles/put:HardpanAudit",
        "iam.hardpan_roles/create:HardpanApply",
        "iam.hardpan_roles/attach:HardpanApply",
    ]
    assert made[1].needs == made[2].needs == {made[0].key}
    assert json.loads(made[0].write.parameters["AssumeRolePolicyDocument"]) == AUDIT.trust(HERE)
    assert made[3].write.parameters["Path"] == "/hardpan/"
    assert made[4].write.parameters["PolicyArn"] == ADMINISTRATOR


def test_a_role_with_another_path_is_left_to_a_person() -> None:
    elsewhere = replace(APPLY_ROLE, path="/", attached=())
    assert status("iam.hardpan_roles", ACCOUNT, AUDIT_ROLE, AUDIT_POLICY, elsewhere) is Status.FAIL
    assert steps("iam.hardpan_roles", AUDIT_ROLE, AUDIT_POLICY, elsewhere) == []
    assert steps("iam.hardpan_role_trust", AUDIT_ROLE, elsewhere) == []


@pytest.mark.parametrize("consents", [False, True])
def test_no_rights_go_to_a_role_that_strangers_can_assume(consents: bool) -> None:
    open_to_all = replace(APPLY_ROLE, trust=trusting("*"), attached=())
    have = Snapshot.of(ACCOUNT, AUDIT_ROLE, AUDIT_POLICY, open_to_all)
    findings = evaluate([CONTROLS["iam.hardpan_roles"]], have, EXAMPLE)
    operations = [OPERATIONS[name] for name in ("iam.hardpan_roles", "iam.hardpan_role_trust")]
    want = ALL if consents else EXAMPLE
    plan = build(want, have, findings, operations, selection=Selection(), digest="")
    order = ["iam.hardpan_role_trust/update:HardpanApply", "iam.hardpan_roles/attach:HardpanApply"]
    assert verbs(plan.steps) == (order if consents else [])


@pytest.mark.parametrize("consents", [False, True])
def test_a_new_way_to_become_administrator_needs_consent(consents: bool) -> None:
    have = Snapshot.of(ACCOUNT)
    findings = evaluate([CONTROLS["iam.hardpan_roles"]], have, EXAMPLE)
    want = ALL if consents else EXAMPLE
    plan = build(want, have, findings, [OPERATIONS["iam.hardpan_roles"]], selection=Selection(), digest="")
    made = [step for step in plan.steps if "HardpanApply" in step.key]
    assert bool(made) is consents
    assert [blocked.operation for blocked in plan.blocked] == ([] if consents else ["iam.hardpan_roles"])


def test_a_role_that_only_lacks_its_policy_gets_just_that() -> None:
    (step,) = steps("iam.hardpan_roles", AUDIT_ROLE, AUDIT_POLICY, replace(APPLY_ROLE, attached=()))
    assert step.write.operation == "AttachRolePolicy"


def test_trust_is_put_right_and_back() -> None:
    was = trusting(HERE.account)
    (step,) = steps("iam.hardpan_role_trust", AUDIT_ROLE, replace(APPLY_ROLE, trust=was), SUPPORT_ROLE)
    assert json.loads(step.write.parameters["PolicyDocument"]) == APPLY.trust(HERE)
    assert json.loads((step.undo or ())[0].parameters["PolicyDocument"]) == was
    assert step.controls == ("iam.hardpan_roles",)


def test_the_trust_of_own_roles_follows_the_partition() -> None:
    text = json.dumps(APPLY.trust(Place("111122223333", partition="aws-cn")))
    assert "arn:aws-cn:iam::111122223333:root" in text
    assert "arn:aws:" not in text


@pytest.mark.parametrize(
    "own", [AUDIT_ROLE, APPLY_ROLE, SUPPORT_ROLE, BREAK_GLASS_ROLE, PLAN_ROLE, DEPLOY_ROLE], ids=lambda role: role.name
)
def test_own_roles_break_no_other_control(own: Any) -> None:
    detail = {
        "RoleName": own.name,
        "Path": own.path,
        "Arn": own.arn,
        "AssumeRolePolicyDocument": own.trust,
        **has(*own.attached),
    }
    empty: dict[str, Any] = {name: [] for name in DETAILS}
    told = {"iam:GetAccountAuthorizationDetails": empty | {"RoleDetailList": [detail]}}
    collectors = (users, roles, web_identity_roles, attachments, administrators, own_policies)
    facts = [fact for collector in collectors for fact in drive(collector(HERE), told)]
    judged = [
        control for name, control in CONTROLS.items() if name.startswith("iam.") and control.subject is not Account
    ]
    failing = [found.control for found in evaluate(judged, Snapshot.of(*facts), EXAMPLE) if found.status is Status.FAIL]
    assert failing == []


def test_a_support_role_is_made_where_no_role_can_open_cases() -> None:
    assert verbs(steps("iam.support_role", ROLE)) == [
        "iam.support_role/create:HardpanSupport",
        "iam.support_role/attach:HardpanSupport",
    ]
    assert steps("iam.support_role", replace(ROLE, attached=SUPPORT_ROLE.attached)) == []


def test_the_organizations_role_is_tied_to_its_management_account() -> None:
    (step,) = steps("iam.organization_access_role", replace(ACCESS_ROLE, trust=trusting(SUPPLIER)))
    assert json.loads(step.write.parameters["PolicyDocument"])["Statement"] == ACCESS_ROLE.trust["Statement"]
    assert json.loads((step.undo or ())[0].parameters["PolicyDocument"]) == trusting(SUPPLIER)
    assert steps("iam.organization_access_role", replace(ACCESS_ROLE, management_account=None)) == []
