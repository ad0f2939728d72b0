"""What is changed in an organization behind the back of whoever made it, and whether it is as it was again.

Looked at and done in the sandbox by botocore, with the management account's own credentials.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import botocore.session

from benchmarks.org_formation import Guardrail
from hardpan.sandbox.server import HOME_REGION, Sandbox


class Aws:
    """A look, and a hand, in the management account."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def client(self, service: str) -> Any:
        """One of botocore's."""
        told = self._sandbox.environment
        return botocore.session.Session().create_client(
            service,
            HOME_REGION,
            endpoint_url=self._sandbox.url,
            aws_access_key_id=told["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=told["AWS_SECRET_ACCESS_KEY"],
        )

    @cached_property
    def organizations(self) -> Any:
        """The client for what is asked most."""
        return self.client("organizations")

    @property
    def places(self) -> dict[str, str]:
        """Ids of the root and of the units, by name."""
        root = self.organizations.list_roots()["Roots"][0]["Id"]
        units = self.organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
        return {"root": root} | {unit["Name"]: unit["Id"] for unit in units}

    @property
    def policies(self) -> dict[str, str]:
        """Ids of service control policies by name."""
        listed = self.organizations.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
        return {one["Name"]: one["Id"] for one in listed if not one["AwsManaged"]}

    def guardrails(self) -> list[Guardrail]:
        """Every service control policy, as it says and is attached now."""
        names = {number: name for name, number in self.places.items()}
        return [self._guardrail(number, names) for _, number in sorted(self.policies.items())]

    def _guardrail(self, number: str, names: dict[str, str]) -> Guardrail:
        told = self.organizations.describe_policy(PolicyId=number)["Policy"]
        targets = self.organizations.list_targets_for_policy(PolicyId=number)["Targets"]
        return Guardrail(
            told["PolicySummary"]["Name"],
            told["PolicySummary"]["Description"],
            json.dumps(json.loads(told["Content"]), sort_keys=True),
            tuple(sorted(names[target["TargetId"]] for target in targets)),
        )

    def account(self, name: str) -> str:
        """An account's number."""
        pages = self.organizations.get_paginator("list_accounts").paginate()
        return next(str(one["Id"]) for page in pages for one in page["Accounts"] if one["Name"] == name)

    def above(self, account: str) -> str:
        """The unit that an account is in, or the root."""
        return str(self.organizations.list_parents(ChildId=account)["Parents"][0]["Id"])

    def trails(self) -> list[str]:
        """Names of trails."""
        return [trail["Name"] for trail in self.client("cloudtrail").describe_trails()["trailList"]]

    def make_trail(self, name: str, bucket: str) -> None:
        """A trail of all Regions that is logging."""
        s3, cloudtrail = self.client("s3"), self.client("cloudtrail")
        s3.create_bucket(Bucket=bucket)
        writer = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
        statements = [
            {**writer, "Action": "s3:GetBucketAcl", "Resource": f"arn:aws:s3:::{bucket}"},
            {**writer, "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/AWSLogs/*"},
        ]
        s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
        cloudtrail.create_trail(Name=name, S3BucketName=bucket, IsMultiRegionTrail=True)
        cloudtrail.start_logging(Name=name)


@dataclass(frozen=True)
class Tampering:
    """A change behind the tools' backs, and what each would name that has seen it."""

    name: str
    act: Callable[[Aws], object]
    is_undone: Callable[[Aws], bool]
    operation: str  # of a step of Hardpan's
    resource: str  # type of one, in a change set of org-formation's


HOME, _MOVED = "Workloads", "a0"  # the unit that an account is moved out of, and the account
_DETACHED, _EMPTIED = "hardpan-scp-deny-leave-organization", "hardpan-scp-deny-public-exposure"
_ALLOWS_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def _detach(aws: Aws) -> None:
    aws.organizations.detach_policy(PolicyId=aws.policies[_DETACHED], TargetId=aws.places["root"])


def _empty(aws: Aws) -> None:
    aws.organizations.update_policy(PolicyId=aws.policies[_EMPTIED], Content=json.dumps(_ALLOWS_ALL))


def _move(aws: Aws) -> None:
    account, places = aws.account(_MOVED), aws.places
    aws.organizations.move_account(AccountId=account, SourceParentId=places[HOME], DestinationParentId=places["root"])


def _is_attached(aws: Aws) -> bool:
    return any(one.name == _DETACHED and "root" in one.targets for one in aws.guardrails())


def _denies(aws: Aws) -> bool:
    return any(one.name == _EMPTIED and '"Deny"' in one.content for one in aws.guardrails())


def _is_in_place(aws: Aws) -> bool:
    return aws.above(aws.account(_MOVED)) == aws.places[HOME]


def _has_password_policy(aws: Aws) -> bool:
    iam = aws.client("iam")
    try:
        return bool(iam.get_account_password_policy())
    except iam.exceptions.NoSuchEntityException:
        return False


def _delete_trails(aws: Aws) -> None:
    for name in aws.trails():
        aws.client("cloudtrail").delete_trail(Name=name)


TAMPERINGS = (
    Tampering("a policy detached from the root", _detach, _is_attached, "AttachPolicy", "OC::ORG::OrganizationRoot"),
    Tampering("a policy emptied of its denials", _empty, _denies, "UpdatePolicy", "OC::ORG::ServiceControlPolicy"),
    Tampering("an account moved to the root", _move, _is_in_place, "MoveAccount", "OC::ORG::OrganizationalUnit"),
    Tampering(
        "the password policy deleted",
        lambda aws: aws.client("iam").delete_account_password_policy(),
        _has_password_policy,
        "UpdateAccountPasswordPolicy",
        "OC::ORG::MasterAccount",
    ),
    Tampering("the trail deleted", _delete_trails, lambda aws: bool(aws.trails()), "CreateTrail", "a stack"),
)
