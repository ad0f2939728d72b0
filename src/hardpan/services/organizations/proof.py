"""Before guardrails are attached: whom Hardpan needs in member accounts is not locked out by them."""

from __future__ import annotations

from collections.abc import Iterable

from hardpan.config.regions import REGIONS
from hardpan.guardrails import ROOT, Document, Parameters, Wanted, grown, lockouts, needed
from hardpan.model import Problem
from hardpan.policy import Tree

# Of each service that Hardpan reads everywhere and changes where work is done, one action.
_READS = (
    "access-analyzer:ListAnalyzers",
    "cloudtrail:DescribeTrails",
    "ec2:DescribeVpcs",
    "events:ListRules",
    "guardduty:ListDetectors",
    "iam:GetAccountSummary",
    "kms:ListKeys",
    "lambda:ListFunctions",
    "rds:DescribeDBInstances",
    "s3:GetAccountPublicAccessBlock",
    "sns:ListTopics",
    "ssm:ListDocuments",
)
_CHANGES = (
    "account:PutAlternateContact",
    "cloudtrail:UpdateTrail",
    "ec2:DeleteVpc",
    "ec2:EnableEbsEncryptionByDefault",
    "events:PutRule",
    "guardduty:UpdateDetector",
    "iam:UpdateAccountPasswordPolicy",
    "kms:EnableKeyRotation",
    "s3:PutAccountPublicAccessBlock",
    "s3:PutBucketPolicy",
    "sns:SetTopicAttributes",
)
_MEMBER, _MANAGEMENT = "000000000001", "000000000000"  # stand for any: the root's documents name no account of its own


def must_lock_out_nobody(made: Iterable[Document], given: Parameters) -> None:
    """Raises Problem where these documents on the root deny what Hardpan needs in a member.

    What others attached is left out: a denial only adds to denials, so that nothing of theirs is lost or excused.
    """
    organization = given.organization or "o-exampleorgid"
    bare = Tree(organization=organization, management_account=_MANAGEMENT, parents={_MEMBER: ROOT, _MANAGEMENT: ROOT})
    tree = grown(bare, {ROOT: list(made)})
    everywhere = REGIONS.get(given.partition, ())
    work = given.allowed_regions or everywhere
    asked = needed(
        tree,
        _MEMBER,
        given,
        reads=[Wanted(action=action, region=region) for action in _READS for region in everywhere],
        changes=[Wanted(action=action, region=region) for action in _CHANGES for region in work],
    )
    found = lockouts(tree, asked)
    if found:
        raise Problem(
            f"the guardrails would lock out whom Hardpan needs: {found[0]}"
            + (f", and {len(found) - 1} more" if len(found) > 1 else ""),
            effect="no guardrail is attached",
            next="see that access.role in hardpan.yaml is the role by which accounts are entered, then plan again",
        )
