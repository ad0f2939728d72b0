"""What scenarios of an organization have in common: who works in it, its tree, its trail, its own policies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from .. import callers

if TYPE_CHECKING:
    from .world import World

ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess"

# OUs by name; what an OU holds are more of them.
Tree: TypeAlias = Mapping[str, "Tree"]


def work_as(world: World, user: str) -> None:
    """The sandbox's own key is a user's from now on: root, whose it is otherwise, can assume no role."""
    iam = world.client("iam")
    iam.create_user(UserName=user)
    iam.attach_user_policy(UserName=user, PolicyArn=ADMINISTRATOR_ACCESS)
    world.knobs.enrol_user_mfa(user)
    callers.give(callers.ACCESS_KEY, world.account, user)


def begin(world: World, name: str, days_ago: float) -> str:
    """An organization with all features, whose management account has a name; its root's id."""
    world.client("account").put_account_name(AccountName=name)
    world.knobs.age_account(days_ago)
    world.knobs.verify_email()
    organizations = world.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    world.knobs.age_membership(days_ago)
    root: str = organizations.list_roots()["Roots"][0]["Id"]
    return root


def units(world: World, parent: str, tree: Tree, above: str = "") -> dict[str, str]:
    """Make OUs; their ids by path, as `Workloads/Prod`."""
    made: dict[str, str] = {}
    for name, inner in tree.items():
        unit = world.client("organizations").create_organizational_unit(ParentId=parent, Name=name)
        path = f"{above}{name}"
        made[path] = unit["OrganizationalUnit"]["Id"]
        made |= units(world, made[path], inner, f"{path}/")
    return made


def attach_new(world: World, kind: str, name: str, content: str, *targets: str) -> str:
    """A policy, attached where it says; its id."""
    organizations = world.client("organizations")
    made = organizations.create_policy(Type=kind, Name=name, Description=name, Content=content)["Policy"]
    policy: str = made["PolicySummary"]["Id"]
    for target in targets:
        organizations.attach_policy(PolicyId=policy, TargetId=target)
    return policy


def scp(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def deny(*actions: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": list(actions), "Resource": "*", **more}


def organization_trail(world: World, name: str, logs: World, bucket: str, *, validate: bool) -> None:
    """A trail of the whole organization, into a bucket of another account."""
    organizations = world.client("organizations")
    organizations.enable_aws_service_access(ServicePrincipal="cloudtrail.amazonaws.com")
    organization = organizations.describe_organization()["Organization"]["Id"]
    s3 = logs.client("s3")
    s3.create_bucket(Bucket=bucket)
    trail = f"arn:aws:cloudtrail:us-east-1:{world.account}:trail/{name}"
    s3.put_bucket_policy(Bucket=bucket, Policy=_lets_write(bucket, trail, world.account, organization))
    cloudtrail = world.client("cloudtrail")
    cloudtrail.create_trail(
        Name=name,
        S3BucketName=bucket,
        IsMultiRegionTrail=True,
        IsOrganizationTrail=True,
        EnableLogFileValidation=validate,
    )
    cloudtrail.start_logging(Name=name)


def _lets_write(bucket: str, trail: str, *folders: str) -> str:
    arn, service = f"arn:aws:s3:::{bucket}", {"Service": "cloudtrail.amazonaws.com"}
    of_this_trail = {"aws:SourceArn": trail}
    whole_control = {**of_this_trail, "s3:x-amz-acl": "bucket-owner-full-control"}
    look = {
        "Effect": "Allow",
        "Principal": service,
        "Action": "s3:GetBucketAcl",
        "Resource": arn,
        "Condition": {"StringEquals": of_this_trail},
    }
    write = [
        {
            "Effect": "Allow",
            "Principal": service,
            "Action": "s3:PutObject",
            "Resource": f"{arn}/AWSLogs/{folder}/*",
            "Condition": {"StringEquals": whole_control},
        }
        for folder in folders
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": [look, *write]})
