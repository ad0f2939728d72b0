"""Every control that only a person can satisfy, over HTTP: it fails, the person does what it says, and it passes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hardpan import services
from hardpan.aws import Aws
from hardpan.collect import Progress
from hardpan.config import (
    EXAMPLE,
    Attestation,
    Baseline,
    Ci,
    Exceptions,
    IdentityCenter,
    MemberAccount,
    Organization,
    PermissionSet,
    Unit,
)
from hardpan.config import Assignment as AssignmentTo
from hardpan.model import CONTROLS, OPERATIONS, Status
from hardpan.plan import Selection
from hardpan.sandbox.scenarios.control_tower import SHOP as GOVERNED
from hardpan.sandbox.scenarios.control_tower import WAREHOUSE
from hardpan.sandbox.server import Sandbox
from hardpan.sandbox.services.account_email import CODE
from hardpan.workflows.adopt import see
from hardpan.workflows.apply import apply
from hardpan.workflows.assess import assess
from hardpan.workflows.described import described
from hardpan.workflows.plan import make_plan
from workflows import people_of_infrastructure

services.load()

HOME, SECOND = "us-east-1", "eu-west-1"
REGIONS = (HOME, SECOND)
CONSENTING = replace(EXAMPLE, consent=("all",))
FIXABLE = {control for operation in OPERATIONS.values() for control in operation.satisfies}
ACCOUNT, SUPPLIER, FORMER = "111122223333", "999988887777", "444455556666"


@dataclass
class Person:
    """Somebody at the console of the emulated account, with hardpan.yaml at hand."""

    sandbox: Sandbox
    folder: Path
    want: Baseline = CONSENTING

    def client(self, service: str, region: str = HOME) -> Any:
        return botocore.session.Session().create_client(service, region, endpoint_url=self.sandbox.url)

    def says(self, **changes: Any) -> None:
        """Change hardpan.yaml."""
        self.want = replace(self.want, **changes)

    def lets_hardpan(self, control: str) -> None:
        """Plan and apply another control first."""
        plan = make_plan(self.want, Selection(controls=(control,), regions=REGIONS))
        assert apply(plan, self.folder, on_step=lambda *_: None).result.succeeded


def review_findings(person: Person) -> None:
    person.lets_hardpan("accessanalyzer.external_analyzer")
    for region in REGIONS:
        analyzer = person.client("accessanalyzer", region)
        (found,) = analyzer.list_analyzers()["analyzers"]
        active = analyzer.list_findings_v2(analyzerArn=found["arn"], filter={"status": {"eq": ["ACTIVE"]}})["findings"]
        assert active, "there is something to review"
        analyzer.update_findings(analyzerArn=found["arn"], ids=[one["id"] for one in active], status="ARCHIVED")


def archive_threats(person: Person) -> None:
    guardduty = person.client("guardduty", SECOND)
    (detector,) = guardduty.list_detectors()["DetectorIds"]
    found = guardduty.list_findings(DetectorId=detector)["FindingIds"]
    guardduty.archive_findings(DetectorId=detector, FindingIds=found)


def remove_administrators(person: Person) -> None:
    iam = person.client("iam")
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    iam.detach_user_policy(UserName="alice", PolicyArn=arn)
    iam.detach_group_policy(GroupName="friends", PolicyArn=arn)
    person.says(exceptions=Exceptions(admin_roles=("OrganizationAccountAccessRole",)))


def narrow_policies(person: Person) -> None:
    iam = person.client("iam")
    iam.detach_user_policy(UserName="alice", PolicyArn=f"arn:aws:iam::{ACCOUNT}:policy/let-me-work")
    iam.delete_user_policy(UserName="alice", PolicyName="just-in-case")
    iam.delete_group_policy(GroupName="friends", PolicyName="all")


def lift_quarantine(person: Person) -> None:
    iam = person.client("iam")
    for key in iam.list_access_keys(UserName="old-ci")["AccessKeyMetadata"]:
        iam.delete_access_key(UserName="old-ci", AccessKeyId=key["AccessKeyId"])
    iam.detach_user_policy(UserName="old-ci", PolicyArn="arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2")


def put_users_into_groups(person: Person) -> None:
    iam = person.client("iam")
    for user in iam.list_users()["Users"]:
        name = user["UserName"]
        for policy in iam.list_attached_user_policies(UserName=name)["AttachedPolicies"]:
            iam.detach_user_policy(UserName=name, PolicyArn=policy["PolicyArn"])
        for policy in iam.list_user_policies(UserName=name)["PolicyNames"]:
            iam.delete_user_policy(UserName=name, PolicyName=policy)


def fix_subject(person: Person) -> None:
    iam = person.client("iam")
    for role in iam.list_roles()["Roles"]:
        statements = role["AssumeRolePolicyDocument"]["Statement"]
        if "oidc-provider" in json.dumps(statements):
            issuer = "token.actions.githubusercontent.com"
            statements[0]["Condition"] = {
                "StringEquals": {
                    f"{issuer}:aud": "sts.amazonaws.com",
                    f"{issuer}:sub": "repo:ada/shop:ref:refs/heads/main",
                }
            }
            policy = json.dumps(role["AssumeRolePolicyDocument"])
            iam.update_assume_role_policy(RoleName=role["RoleName"], PolicyDocument=policy)


def vouch_for_roles(person: Person) -> None:
    """One supplier leaves, the former management account was ours, and what anyone may assume is deleted."""
    iam = person.client("iam")
    for role in ("public-demo", "cost-saver"):
        for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
            iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
        iam.delete_role(RoleName=role)
    person.says(exceptions=replace(person.want.exceptions, trusted_accounts=(FORMER,)))


def rebuild_databases(person: Person) -> None:
    rds = person.client("rds")
    rds.delete_db_instance(DBInstanceIdentifier="shop", SkipFinalSnapshot=True)
    rds.delete_db_cluster(DBClusterIdentifier="reports", SkipFinalSnapshot=True)


def confirm_mail(person: Person) -> None:
    person.lets_hardpan("sns.alert_topic")
    topic = f"arn:aws:sns:{person.want.home_region}:{ACCOUNT}:{person.want.alerts.topic}"
    person.sandbox.control.human("confirm-subscription", topic=topic, endpoint=person.want.alerts.email)


def leave_root_alone(person: Person) -> None:
    person.sandbox.control.human("root-last-signed-in", days_ago=200)
    person.sandbox.control.human("root-keys-last-used", days_ago=200)


def clean_root(person: Person) -> None:
    person.sandbox.control.human("delete-root-access-keys")
    person.sandbox.control.human("delete-root-signing-certificates")


def copy_files(person: Person) -> None:
    efs = person.client("efs", SECOND)
    for found in efs.describe_file_systems()["FileSystems"]:
        efs.delete_file_system(FileSystemId=found["FileSystemId"])


def share_only_a_bill(sandbox: Sandbox) -> None:
    sandbox.reset("factory-new")
    organizations = botocore.session.Session().create_client("organizations", HOME, endpoint_url=sandbox.url)
    organizations.create_organization(FeatureSet="CONSOLIDATED_BILLING")


def trust_account_management(sandbox: Sandbox) -> None:
    sandbox.reset("startup-grown")
    organizations = botocore.session.Session().create_client("organizations", HOME, endpoint_url=sandbox.url)
    organizations.enable_aws_service_access(ServicePrincipal="account.amazonaws.com")


def enable_all_features(person: Person) -> None:
    organizations = person.client("organizations")
    organizations.enable_all_features()
    (approval,) = organizations.list_handshakes_for_account(Filter={"ActionType": "APPROVE_ALL_FEATURES"})["Handshakes"]
    organizations.accept_handshake(HandshakeId=approval["Id"])


def in_startup_grown(sandbox: Sandbox) -> None:
    sandbox.reset("startup-grown")


def make_quarantine(person: Person) -> None:
    organizations = person.client("organizations")
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.create_organizational_unit(ParentId=root, Name="Quarantine")


def contradict(sandbox: Sandbox) -> None:
    """A backup policy on the root, of which an account's own says half."""
    in_startup_grown(sandbox)
    sandbox.control.pace(change=0, policy_type=0)
    organizations = botocore.session.Session().create_client("organizations", HOME, endpoint_url=sandbox.url)
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.enable_policy_type(RootId=root, PolicyType="BACKUP_POLICY")
    content = json.dumps({"plans": {"daily": {"regions": {"@@assign": [HOME]}}}})
    made = organizations.create_policy(Type="BACKUP_POLICY", Name="daily", Description="", Content=content)
    organizations.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=root)


def complete_the_policy(person: Person) -> None:
    organizations = person.client("organizations")
    (found,) = organizations.list_policies(Filter="BACKUP_POLICY")["Policies"]
    plan = {
        "regions": {"@@assign": [HOME]},
        "rules": {"daily": {"target_backup_vault_name": {"@@assign": "vault"}}},
        "selections": {"tags": {"daily": {"tag_key": {"@@assign": "backup"}}}},
    }
    organizations.update_policy(PolicyId=found["Id"], Content=json.dumps({"plans": {"daily": plan}}))


def invite_and_transfer(sandbox: Sandbox) -> None:
    in_startup_grown(sandbox)
    organizations = botocore.session.Session().create_client("organizations", HOME, endpoint_url=sandbox.url)
    organizations.invite_account_to_organization(Target={"Id": SUPPLIER, "Type": "ACCOUNT"})
    sandbox.control.human("transfer-billing", to=SUPPLIER)


def take_back_both(person: Person) -> None:
    organizations = person.client("organizations")
    for one in organizations.list_handshakes_for_organization()["Handshakes"]:
        if one["State"] == "OPEN":
            organizations.cancel_handshake(HandshakeId=one["Id"])
    for one in organizations.list_outbound_responsibility_transfers(Type="BILLING")["ResponsibilityTransfers"]:
        organizations.terminate_responsibility_transfer(Id=one["Id"])


def run_here(sandbox: Sandbox) -> None:
    """A queue's worker and what it keeps, in the management account."""
    in_startup_grown(sandbox)
    session = botocore.session.Session()
    ec2 = session.create_client("ec2", HOME, endpoint_url=sandbox.url)
    image = ec2.register_image(Name="worker", RootDeviceName="/dev/xvda", Architecture="x86_64")["ImageId"]
    ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, InstanceType="t3.micro")
    session.create_client("s3", HOME, endpoint_url=sandbox.url).create_bucket(Bucket="acme-bills-of-the-month")


def empty_the_account(person: Person) -> None:
    ec2 = person.client("ec2")
    running = [one["InstanceId"] for r in ec2.describe_instances()["Reservations"] for one in r["Instances"]]
    ec2.terminate_instances(InstanceIds=running)
    person.says(exceptions=Exceptions(management_workloads=("acme-bills-*",)))


def move_out_of_the_root(person: Person) -> None:
    organizations = person.client("organizations")
    root = organizations.list_roots()["Roots"][0]["Id"]
    (unit, *_) = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    for account in organizations.list_accounts_for_parent(ParentId=root)["Accounts"]:
        if account["Id"] != ACCOUNT:
            organizations.move_account(AccountId=account["Id"], SourceParentId=root, DestinationParentId=unit["Id"])


def set_closed_accounts_apart(person: Person) -> None:
    organizations = person.client("organizations")
    root = organizations.list_roots()["Roots"][0]["Id"]
    made = organizations.create_organizational_unit(ParentId=root, Name="Suspended")["OrganizationalUnit"]["Id"]
    for account in organizations.list_accounts()["Accounts"]:
        if account["State"] != "ACTIVE":
            (parent,) = organizations.list_parents(ChildId=account["Id"])["Parents"]
            organizations.move_account(AccountId=account["Id"], SourceParentId=parent["Id"], DestinationParentId=made)


def move_root_addresses(person: Person) -> None:
    account = person.client("account")
    for member in person.client("organizations").list_accounts()["Accounts"]:
        if member["Id"] != ACCOUNT and member["State"] == "ACTIVE":
            named = {"AccountId": member["Id"], "PrimaryEmail": f"aws+{member['Id']}@example.com"}
            account.start_primary_email_update(**named)
            account.accept_primary_email_update(**named, Otp=CODE)


def serve_with_a_certificate(sandbox: Sandbox) -> None:
    """One that somebody imported, and that lapses in ten days."""
    acm = botocore.session.Session().create_client("acm", HOME, endpoint_url=sandbox.url)
    arn = acm.import_certificate(**certificate(days=10))["CertificateArn"]
    ec2, balancers = (
        botocore.session.Session().create_client(name, HOME, endpoint_url=sandbox.url) for name in ("ec2", "elbv2")
    )
    subnets = [one["SubnetId"] for one in ec2.describe_subnets()["Subnets"][:2]]
    (made,) = balancers.create_load_balancer(Name="web", Subnets=subnets)["LoadBalancers"]
    answer = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}
    balancers.create_listener(
        LoadBalancerArn=made["LoadBalancerArn"],
        Protocol="HTTPS",
        Port=443,
        Certificates=[{"CertificateArn": arn}],
        DefaultActions=[answer],
    )


def import_again(person: Person) -> None:
    acm = person.client("acm")
    (found,) = acm.list_certificates()["CertificateSummaryList"]
    acm.import_certificate(CertificateArn=found["CertificateArn"], **certificate(days=365))


def find_something_critical(sandbox: Sandbox) -> None:
    """Security Hub is on, and a check failed ten days ago."""
    hub = botocore.session.Session().create_client("securityhub", HOME, endpoint_url=sandbox.url)
    hub.enable_security_hub(EnableDefaultStandards=False)
    since = (datetime.now(UTC) - timedelta(days=10)).isoformat()
    finding = {
        "SchemaVersion": "2018-10-08",
        "Id": f"arn:aws:securityhub:{HOME}:{ACCOUNT}:security-control/IAM.6/finding/1",
        "ProductArn": f"arn:aws:securityhub:{HOME}::product/aws/securityhub",
        "GeneratorId": "security-control/IAM.6",
        "AwsAccountId": ACCOUNT,
        "CreatedAt": since,
        "UpdatedAt": since,
        "Severity": {"Label": "CRITICAL"},
        "Title": "Hardware MFA should be enabled for the root user",
        "Description": "It is not.",
        "Resources": [{"Type": "AwsAccount", "Id": f"AWS::::Account:{ACCOUNT}"}],
        "Compliance": {"Status": "FAILED"},
    }
    hub.batch_import_findings(Findings=[finding])


def suppress_findings(person: Person) -> None:
    hub = person.client("securityhub")
    named = [{"Id": one["Id"], "ProductArn": one["ProductArn"]} for one in hub.get_findings()["Findings"]]
    note = {"Text": "there is one", "UpdatedBy": "Ada"}
    hub.batch_update_findings(FindingIdentifiers=named, Workflow={"Status": "SUPPRESSED"}, Note=note)


def enrol(person: Person) -> None:
    team = [{"name": name, "jobTitle": "Owner", "email": f"{name}@example.com"} for name in ("ada", "bob")]
    person.client("security-ir").create_membership(membershipName="ours", incidentResponseTeam=team)


def certificate(*, days: int) -> dict[str, bytes]:
    """A certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "www.example.com")]), datetime.now(UTC)
    built = x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(now)
    made = built.not_valid_after(now + timedelta(days=days)).sign(key, hashes.SHA256())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {
        "Certificate": made.public_bytes(serialization.Encoding.PEM),
        "PrivateKey": key.private_bytes(*form),
    }


def enabled(sandbox: Sandbox) -> Any:
    sandbox.reset("startup-grown")
    sandbox.control.human("enable-identity-center")
    return botocore.session.Session().create_client("sso-admin", HOME, endpoint_url=sandbox.url)


def give_everything(sandbox: Sandbox, kind: str) -> None:
    """Somebody, or a group, may do everything in the management account, and no file says so."""
    sso = enabled(sandbox)
    directory = botocore.session.Session().create_client("identitystore", HOME, endpoint_url=sandbox.url)
    (found,) = sso.list_instances()["Instances"]
    store = {"IdentityStoreId": found["IdentityStoreId"]}
    if kind == "GROUP":
        principal = directory.create_group(**store, DisplayName="owners")["GroupId"]
    else:
        name = {"GivenName": "Eve", "FamilyName": "Else"}
        principal = directory.create_user(**store, UserName="eve", DisplayName="Eve", Name=name)["UserId"]
    arn = {"InstanceArn": found["InstanceArn"]}
    made = sso.create_permission_set(**arn, Name="Everything")["PermissionSet"]["PermissionSetArn"]
    sandbox.control.pace(access=0)
    sso.create_account_assignment(
        **arn,
        PermissionSetArn=made,
        TargetId=ACCOUNT,
        TargetType="AWS_ACCOUNT",
        PrincipalType=kind,
        PrincipalId=principal,
    )


def remove_single_user(person: Person) -> None:
    sso = person.client("sso-admin")
    arn = {"InstanceArn": sso.list_instances()["Instances"][0]["InstanceArn"]}
    (made,) = sso.list_permission_sets(**arn)["PermissionSets"]
    (given,) = sso.list_account_assignments(**arn, AccountId=ACCOUNT, PermissionSetArn=made)["AccountAssignments"]
    del given["AccountId"]
    sso.delete_account_assignment(**arn, **given, TargetId=ACCOUNT, TargetType="AWS_ACCOUNT")


def list_everything(person: Person) -> None:
    found, _ = described(see(Aws(), Progress()), "team")
    person.says(organization=found)


def register_its_unit(person: Person) -> None:
    organizations = person.client("organizations")
    (unit,) = organizations.list_parents(ChildId=WAREHOUSE)["Parents"]
    person.sandbox.control.human("register-in-control-tower", unit=unit["Id"])


def move_behind_its_back(sandbox: Sandbox) -> None:
    """An enrolled account, into the root."""
    sandbox.reset("control-tower")
    organizations = botocore.session.Session().create_client("organizations", HOME, endpoint_url=sandbox.url)
    (unit,) = organizations.list_parents(ChildId=GOVERNED)["Parents"]
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.move_account(AccountId=GOVERNED, SourceParentId=unit["Id"], DestinationParentId=root)


LISTED = IdentityCenter(
    permission_sets=(PermissionSet(name="Everything", managed_policies=(), session_hours=1),),
    groups=("owners",),
    assignments=(AssignmentTo(group="owners", permission_set="Everything", accounts=("management",)),),
)
ONE_UNIT = Organization(units=(Unit(path="Shared"),))
APART = replace(
    ONE_UNIT,
    accounts=(
        MemberAccount(name="logs", email="aws+logs@acme.example.com"),
        MemberAccount(name="tooling", email="aws+tooling@acme.example.com"),
    ),
    log_archive="logs",
    security_tooling="tooling",
)
SHARED_IS_SECURITY = replace(APART, units=(Unit(path="Shared", guardrails="Security"),))
LIVE = Organization(units=(Unit(path="Live", guardrails="Workloads"),))
LIVE_IS_PROD = Organization(
    units=(Unit(path="Live", guardrails="Workloads/Prod"), Unit(path="Live/Payments", guardrails="Workloads/Prod"))
)
TODAY = Attestation(by="Ada Example", on=datetime.now(UTC).date(), note="in the safe")
ACTS: dict[str, Callable[[Person], None]] = {
    "accessanalyzer.no_external_access": review_findings,
    "acm.renewed_in_time": import_again,
    "account.phone_verified": lambda person: person.sandbox.control.human("verify-phone"),
    "controltower.accounts_enrolled": register_its_unit,
    "controltower.landing_zone_in_sync": lambda person: person.sandbox.control.human("reset-landing-zone"),
    "controltower.landing_zone_up_to_date": lambda person: person.sandbox.control.human("reset-landing-zone"),
    "efs.encrypted": copy_files,
    "guardduty.no_unhandled_findings": archive_threats,
    "iam.administrators_known": remove_administrators,
    "iam.known_identity_providers": lambda person: person.says(exceptions=Exceptions()),
    "iam.no_quarantined_identity": lift_quarantine,
    "iam.no_star_policy": narrow_policies,
    "iam.no_users": lambda person: person.says(exceptions=Exceptions(iam_users=("alice", "old-*"))),
    "iam.root_mfa": lambda person: person.sandbox.control.human("enrol-root-mfa"),
    "iam.root_mfa_phishing_resistant": lambda person: person.sandbox.control.human("enrol-root-mfa", kind="hardware"),
    "iam.root_no_access_keys": clean_root,
    "iam.root_recovery_attested": lambda person: person.says(root_recovery=TODAY),
    "iam.root_unused": leave_root_alone,
    "iam.trust_known_accounts": vouch_for_roles,
    "iam.user_mfa": lambda person: person.sandbox.control.human("enrol-user-mfa", user="alice"),
    "iam.users_in_groups": put_users_into_groups,
    "iam.web_identity_conditions": fix_subject,
    "organizations.accounts_in_units": move_out_of_the_root,
    "organizations.all_features": enable_all_features,
    "organizations.forensics_account": lambda person: person.says(organization=replace(APART, forensics="logs")),
    "organizations.effective_policies_valid": complete_the_policy,
    "organizations.environments": lambda person: person.says(organization=LIVE_IS_PROD),
    "organizations.log_archive": lambda person: person.says(organization=APART),
    "organizations.no_pending_transfers": take_back_both,
    "organizations.no_workloads": empty_the_account,
    "organizations.nothing_unlisted": list_everything,
    "organizations.closed_accounts_suspended": set_closed_accounts_apart,
    "organizations.root_addresses": move_root_addresses,
    "organizations.quarantine_unit": make_quarantine,
    "organizations.security_account": lambda person: person.says(organization=SHARED_IS_SECURITY),
    "rds.encrypted": rebuild_databases,
    "securityhub.no_critical_findings": suppress_findings,
    "security_ir.enrolled": enrol,
    "security_ir.exercise_attested": lambda person: person.says(incident_exercise=TODAY),
    "security_ir.plan_attested": lambda person: person.says(incident_plan=TODAY),
    "sso_admin.groups_only": remove_single_user,
    "sso_admin.mfa_attested": lambda person: person.says(identity_center_mfa=TODAY),
    "sso_admin.no_unlisted_access": lambda person: person.says(identity_center=LISTED),
    "sso_admin.organization_instance": lambda person: person.sandbox.control.human("enable-identity-center"),
    "sns.alert_topic_confirmed": confirm_mail,
    "support.support_contact_attested": lambda person: person.says(support_contact=TODAY),
    **people_of_infrastructure.ACTS,
}
# What hardpan.yaml says before, where the control asks about that.
SAYS: dict[str, dict[str, Any]] = {
    # GitHub is expected until somebody says otherwise.
    "iam.known_identity_providers": {"exceptions": Exceptions(oidc_issuers=()), "ci": Ci()},
    "organizations.forensics_account": {"organization": ONE_UNIT},
    "organizations.effective_policies_valid": {"profile": "team"},
    "organizations.environments": {"profile": "team", "organization": LIVE},
    "organizations.log_archive": {"organization": ONE_UNIT},
    "organizations.security_account": {"organization": ONE_UNIT},
    "organizations.nothing_unlisted": {"organization": ONE_UNIT},
}
# Controls that Hardpan can fix as well, where there is something else to do.
BOTH = {
    "organizations.all_features",
    "organizations.closed_accounts_suspended",
    "organizations.quarantine_unit",
}
# What personal-messy has not, and how it comes about.
BEGINNINGS: dict[str, Callable[[Sandbox], None]] = {
    "acm.renewed_in_time": serve_with_a_certificate,
    "controltower.accounts_enrolled": lambda sandbox: sandbox.reset("control-tower"),
    "controltower.landing_zone_in_sync": move_behind_its_back,
    "controltower.landing_zone_up_to_date": lambda sandbox: sandbox.reset("control-tower"),
    "organizations.accounts_in_units": in_startup_grown,
    "organizations.all_features": share_only_a_bill,
    "organizations.closed_accounts_suspended": in_startup_grown,
    "organizations.effective_policies_valid": contradict,
    "organizations.environments": in_startup_grown,
    "organizations.forensics_account": in_startup_grown,
    "organizations.log_archive": in_startup_grown,
    "organizations.no_pending_transfers": invite_and_transfer,
    "organizations.no_workloads": run_here,
    "organizations.nothing_unlisted": in_startup_grown,
    "organizations.quarantine_unit": in_startup_grown,
    "organizations.root_addresses": trust_account_management,
    "organizations.security_account": in_startup_grown,
    "securityhub.no_critical_findings": find_something_critical,
    "sso_admin.groups_only": lambda sandbox: give_everything(sandbox, "USER"),
    "sso_admin.mfa_attested": enabled,
    "sso_admin.no_unlisted_access": lambda sandbox: give_everything(sandbox, "GROUP"),
    "sso_admin.organization_instance": in_startup_grown,
    **people_of_infrastructure.BEGINNINGS,
}


@pytest.mark.parametrize("control", sorted((CONTROLS.keys() - FIXABLE) | BOTH))
def test_what_a_person_is_told_to_do_makes_it_pass(control: str, sandbox: Sandbox, tmp_path: Path) -> None:
    person = Person(sandbox, tmp_path)
    BEGINNINGS.get(control, lambda _: None)(sandbox)
    person.says(**SAYS.get(control, {}))
    selection = Selection(controls=(control,), regions=REGIONS)
    before = {found.status for found in assess(person.want, selection).findings}
    assert before & {Status.FAIL, Status.MANUAL}, "there is nothing that this control finds"
    (human,) = make_plan(person.want, selection).human_steps
    assert human.instructions
    assert human.check == f"hardpan assess --control {control}"
    ACTS[control](person)
    after = {found.status for found in assess(person.want, selection).findings}
    assert after <= {Status.PASS, Status.NOT_APPLICABLE}
    assert not make_plan(person.want, selection).human_steps
