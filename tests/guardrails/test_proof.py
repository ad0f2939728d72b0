"""Nobody who is needed is locked out by any profile; and who would be, is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import hardpan.services as services
from hardpan.aws.permissions import iam_action
from hardpan.config.regions import REGIONS
from hardpan.guardrails import (
    EXAMPLE,
    LIMITS,
    ROOT,
    Document,
    Lockout,
    Wanted,
    attachments,
    compose,
    grown,
    lockouts,
    needed,
)
from hardpan.model import COLLECTORS, OPERATIONS, PROFILES, ProfileLevel
from hardpan.policy import Tree, minified

services.load()
READS = sorted({iam_action(*read.split(":")) for collector in COLLECTORS.values() for read in collector.reads})
WRITES = sorted(
    {iam_action(*write.split(":")) for operation in OPERATIONS.values() for write in operation.writes}
    | {action for operation in OPERATIONS.values() for action in operation.permissions}
)
EVERYWHERE = [Wanted(action=action, region=region) for action in READS for region in REGIONS["aws"]]
CHANGES = [
    Wanted(action=action, region=region) for action in WRITES for region in ("eu-west-1", "us-east-1", "ap-south-1")
]
MANAGEMENT, ACCOUNT = "111111111111", "222222222222"


def organization(profile: ProfileLevel, path: str) -> Tree:
    """An account of its own below this target, with the profile's guardrails composed and attached."""
    targets = {target.path: target for target in attachments(profile)}
    parents = {each.path: each.parent for each in targets.values() if each.parent}
    bare = Tree(organization="o-exampleorgid", management_account=MANAGEMENT, parents={**parents, ACCOUNT: path})
    documents = {
        each.path: [
            document
            for kind in LIMITS
            for document in compose(each.attached + each.optional, EXAMPLE, kind=kind, label=each.path)
        ]
        for each in targets.values()
    }
    return grown(bare, documents)


@pytest.mark.parametrize(
    ("profile", "path"), [(profile, target.path) for profile in PROFILES for target in attachments(profile)]
)
def test_nobody_is_locked_out(profile: ProfileLevel, path: str) -> None:
    tree = organization(profile, path)
    quarantined = path in ("Quarantine", "Suspended")
    asked = needed(tree, ACCOUNT, EXAMPLE, reads=EVERYWHERE, changes=CHANGES, quarantined=quarantined)
    assert [str(found) for found in lockouts(tree, asked)] == []


def test_quarantine_locks_out_those_who_work() -> None:
    tree = organization("personal", "Quarantine")
    found = lockouts(tree, needed(tree, ACCOUNT, EXAMPLE, changes=CHANGES[:1]))
    assert {one.request.principal.identity.rpartition("/")[2] for one in found} == {
        "HardpanApply",
        "AWSReservedSSO_AdministratorAccess_0123456789abcdef",
    }
    assert {one.decision.statement for one in found} == {"FreezeEverythingButResponders"}


DENY_ROOT = {"Condition": {"ArnLike": {"aws:PrincipalArn": "arn:*:iam::*:root"}}}
OUTSIDE = {"Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}}


@pytest.mark.parametrize(
    ("changes", "locked_out"),
    [
        ({"Sid": "DenyRoot", **DENY_ROOT}, {"root"}),
        (
            {"Sid": "Regions", **OUTSIDE},
            {"HardpanAudit", "HardpanApply", "HardpanBreakGlass", "OrganizationAccountAccessRole", "root"},
        ),
        ({"Sid": "NoRoles", "Action": "iam:CreateRole"}, {"OrganizationAccountAccessRole", "SSO"}),
        (
            {"Sid": "NoReading", "Action": "iam:Get*"},
            {"HardpanAudit", "HardpanBreakGlass", "OrganizationAccountAccessRole", "SSO"},
        ),
        ({"Sid": "Nothing", "Action": "polly:*"}, set()),
    ],
)
def test_who_would_be_locked_out_is_found_with_the_statement(changes: dict[str, Any], locked_out: set[str]) -> None:
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*", **changes}
    text = minified({"Version": "2012-10-17", "Statement": [statement]})
    bare = Tree(organization="o-exampleorgid", management_account=MANAGEMENT, parents={ACCOUNT: "ou-1", "ou-1": ROOT})
    tree = grown(bare, {"ou-1": [Document("mine", text, ("scp-quarantine",))]})
    reads = [Wanted(action="iam:GetAccountSummary"), Wanted(action="ec2:DescribeVpcs", region="ap-south-1")]
    changed = [Wanted(action="ec2:DeleteVpc", region="ap-south-1")]
    found = lockouts(tree, needed(tree, ACCOUNT, EXAMPLE, reads=reads, changes=changed))
    assert set(named(found)) >= locked_out
    if not locked_out:
        assert not found
    for one in found:
        assert (one.decision.layer, one.decision.target, one.decision.policy) == ("scp", "ou-1", "mine")
        assert one.decision.statement == changes["Sid"]
        assert f"statement {changes['Sid']}" in str(one)


def test_what_is_attached_already_stays() -> None:
    tree = organization("personal", "Sandbox")
    more = grown(tree, {"Sandbox": compose(["scp-sandbox-network"], EXAMPLE, kind="SERVICE_CONTROL_POLICY")})
    assert more.scps["Sandbox"][:-1] == tree.scps["Sandbox"]
    assert more.scps["Sandbox"][0].name == "FullAWSAccess"


def named(found: list[Lockout]) -> Iterator[str]:
    for one in found:
        name = one.request.principal.identity.rpartition("/")[2].rpartition(":")[2]
        yield "SSO" if name.startswith("AWSReservedSSO") else name
