"""An organization that AWS Control Tower governs, as a landing zone of version 3.3 leaves it after a year.

Two Regions are governed. Beside the two shared accounts there are one that Account Factory made and one that nobody
has enrolled. Not built are Control Tower's CloudFormation stacks themselves, its products in Service Catalog and the
rules of detective controls. The sandbox's own key is that of sam, an administrator of the management account.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .. import organization
from ..organization.landing_zone import OF_UNITS, EnabledBaseline, EnabledControl, LandingZone
from . import control_tower_baseline, control_tower_guardrails, factory_new
from .control_tower_people import identity_center
from .organization_parts import attach_new, begin, scp, units, work_as

if TYPE_CHECKING:
    from .world import World

NAME = "control-tower"
DESCRIPTION = (
    "An organization that AWS Control Tower governs: its trail, recorders, policies and roles; one account not."
)

AGE = 365.0  # days
HOME = "us-east-1"
REGIONS = (HOME, "eu-west-1")
VERSION = "3.3"
ROLE, TRAIL = "AWSControlTowerExecution", "aws-controltower-BaselineCloudTrail"
LOG_ARCHIVE, AUDIT, SHOP, WAREHOUSE = "400000000001", "400000000002", "400000000003", "400000000004"
ACCOUNTS = {  # id -> name, where
    LOG_ARCHIVE: ("Log Archive", "Security"),
    AUDIT: ("Audit", "Security"),
    SHOP: ("shop", "Workloads"),
    WAREHOUSE: ("warehouse", "Workloads"),
}
BUCKET = f"aws-controltower-logs-{LOG_ARCHIVE}-{HOME}"
ACCESS_LOGS = f"aws-controltower-s3-access-logs-{LOG_ARCHIVE}-{HOME}"
_TRUSTED = (
    "cloudtrail.amazonaws.com",
    "config.amazonaws.com",
    "controltower.amazonaws.com",
    "member.org.stacksets.cloudformation.amazonaws.com",
)


def build(world: World) -> None:
    factory_new.build(world)
    work_as(world, "sam")
    world.knobs.enrol_root_mfa("hardware")
    root = begin(world, "management", AGE)
    for service in _TRUSTED:
        world.client("organizations").enable_aws_service_access(ServicePrincipal=service)
    made = units(world, root, {"Security": {}, "Sandbox": {}, "Workloads": {}})
    members = accounts(world, made)
    found = organization.of(world.account)
    assert found is not None
    zone = LandingZone(HOME, VERSION, settings())
    control_tower_baseline.management_roles(world)
    log_archive(world, members[LOG_ARCHIVE], found.id)
    audit(world, members[AUDIT], found.id)
    for account in (LOG_ARCHIVE, AUDIT, SHOP):
        control_tower_baseline.baseline(members[account], members[AUDIT], REGIONS, BUCKET, found.id)
    guardrails(world, zone, made)
    baselines(world, zone, made)
    identity_center(world, LOG_ARCHIVE, AUDIT, SHOP)
    zone.remember(found)
    found.landing_zone = zone


def settings() -> dict[str, Any]:
    """The landing zone's manifest: https://docs.aws.amazon.com/controltower/latest/userguide/lz-api-launch.html"""
    return {
        "governedRegions": list(REGIONS),
        "organizationStructure": {"security": {"name": "Security"}, "sandbox": {"name": "Sandbox"}},
        "centralizedLogging": {
            "accountId": LOG_ARCHIVE,
            "configurations": {"loggingBucket": {"retentionDays": 365}, "accessLoggingBucket": {"retentionDays": 3650}},
            "enabled": True,
        },
        "securityRoles": {"accountId": AUDIT},
        "accessManagement": {"enabled": True},
    }


def accounts(world: World, made: dict[str, str]) -> dict[str, World]:
    """Control Tower's own have its role; the one that somebody made by hand has that of Organizations."""
    members = {}
    for account, (name, where) in ACCOUNTS.items():
        email = f"aws+{name.lower().replace(' ', '-')}@tower.example.com"
        role = None if account == WAREHOUSE else ROLE
        members[account] = world.create_account(name, email, account, made[where], role)
        members[account].knobs.age_account(AGE - 1)
        members[account].knobs.age_membership(AGE - 1)
    return members


def log_archive(world: World, logs: World, of: str) -> None:
    """The bucket of all log files, the one that tells who read them, and the trail of the whole organization."""
    s3 = logs.client("s3", HOME)
    for name, days in ((ACCESS_LOGS, 3650), (BUCKET, 365)):
        s3.create_bucket(Bucket=name)
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        blocked = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(blocked, True))
        default = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [default]})
        rule = {"ID": "RetentionRule", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": days}}
        old = {"NoncurrentVersionExpiration": {"NoncurrentDays": days}}
        s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [{**rule, **old}]})
    s3.put_bucket_policy(Bucket=BUCKET, Policy=_log_policy(world.account, of))
    s3.put_bucket_policy(Bucket=ACCESS_LOGS, Policy=_access_log_policy())
    kept = {"LoggingEnabled": {"TargetBucket": ACCESS_LOGS, "TargetPrefix": ""}}
    s3.put_bucket_logging(Bucket=BUCKET, BucketLoggingStatus=kept)
    cloudtrail = world.client("cloudtrail", HOME)
    cloudtrail.create_trail(
        Name=TRAIL,
        S3BucketName=BUCKET,
        S3KeyPrefix=of,
        IsMultiRegionTrail=True,
        IsOrganizationTrail=True,
        EnableLogFileValidation=True,
    )
    cloudtrail.start_logging(Name=TRAIL)


def _only_over_tls(arn: str) -> dict[str, Any]:
    """Of `"*"` as principal the emulator makes nothing where it looks for who may log, of this it does."""
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    denied = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:*"}
    return {**denied, "Resource": [arn, f"{arn}/*"], "Condition": insecure}


def _access_log_policy() -> str:
    arn = f"arn:aws:s3:::{ACCESS_LOGS}"
    statements = [
        _only_over_tls(arn),
        {
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{arn}/*",
            "Condition": {"StringEquals": {"aws:SourceAccount": LOG_ARCHIVE}},
        },
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def _log_policy(management: str, of: str) -> str:
    arn, theirs = f"arn:aws:s3:::{BUCKET}", {"StringEquals": {"aws:SourceOrgID": of}}
    services = {"Service": ["cloudtrail.amazonaws.com", "config.amazonaws.com"]}
    trail = {"StringEquals": {"aws:SourceArn": f"arn:aws:cloudtrail:{HOME}:{management}:trail/{TRAIL}"}}
    folders = [f"{arn}/{of}/AWSLogs/{folder}/*" for folder in (management, of)]

    def allow(principal: dict[str, Any], action: str, resource: Any, condition: dict[str, Any]) -> dict[str, Any]:
        said = {"Effect": "Allow", "Principal": principal, "Action": action}
        return {**said, "Resource": resource, "Condition": condition}

    statements = [
        _only_over_tls(arn),
        allow(services, "s3:GetBucketAcl", arn, theirs),
        allow({"Service": "config.amazonaws.com"}, "s3:ListBucket", arn, theirs),
        allow({"Service": "config.amazonaws.com"}, "s3:PutObject", f"{arn}/{of}/AWSLogs/*/*", theirs),
        allow({"Service": "cloudtrail.amazonaws.com"}, "s3:PutObject", folders, trail),
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def audit(world: World, there: World, of: str) -> None:
    """Roles and topics of the audit account, and the two aggregators that see all accounts' recorders."""
    control_tower_baseline.audit_roles(there)
    for region in REGIONS:
        control_tower_baseline.audit_topics(there, region, of)
    watched = [account for account in ACCOUNTS if account != WAREHOUSE]
    there.client("config", HOME).put_configuration_aggregator(
        ConfigurationAggregatorName="aws-controltower-GuardrailsComplianceAggregator",
        AccountAggregationSources=[{"AccountIds": watched, "AwsRegions": list(REGIONS)}],
    )
    role = f"arn:aws:iam::{world.account}:role/service-role/AWSControlTowerConfigAggregatorRoleForOrganizations"
    world.client("config", HOME).put_configuration_aggregator(
        ConfigurationAggregatorName="aws-controltower-ConfigAggregatorForOrganizations",
        OrganizationAggregationSource={"RoleArn": role, "AllAwsRegions": True},
    )


def guardrails(world: World, zone: LandingZone, made: dict[str, str]) -> None:
    """Each unit has policies of its own, with as many of its controls in each as fit."""
    for path, unit in made.items():
        parts = [control_tower_guardrails.RECORDING, control_tower_guardrails.ROLES_AND_ALERTS]
        parts += [control_tower_guardrails.LOG_ARCHIVE] if path == "Security" else []
        for number, controls in enumerate(parts):
            content = scp(*control_tower_guardrails.statements(controls))
            name = f"aws-guardrails-{path[:4]}x{number}"
            attach_new(world, "SERVICE_CONTROL_POLICY", name, content, unit)
            zone.controls += [EnabledControl(control, unit) for control in controls]


def baselines(world: World, zone: LandingZone, made: dict[str, str]) -> None:
    """The shared accounts and Identity Center have each its own; the other units have the common one."""
    zone.baselines += [
        EnabledBaseline("LogArchiveBaseline", LOG_ARCHIVE, "1.0"),
        EnabledBaseline("AuditBaseline", AUDIT, "1.0"),
        EnabledBaseline("IdentityCenterBaseline", world.account, "1.0"),
    ]
    for path in ("Sandbox", "Workloads"):
        zone.baselines.append(EnabledBaseline("AWSControlTowerBaseline", made[path], OF_UNITS[VERSION]))
    above = zone.baselines[-1]
    zone.baselines.append(EnabledBaseline(above.name, SHOP, above.version, above.id))
