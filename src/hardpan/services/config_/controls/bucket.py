"""The bucket for AWS Config is private, keeps versions, and takes from AWS Config alone.

It holds what every resource of every account looked like, which is a map for an intruder, and the record of what was
changed, which is evidence. AWS Config without a condition on its source delivers for any customer of AWS.

Check by hand:
    aws s3api get-bucket-policy --bucket hardpan-config-ORGANIZATION_ID --query Policy --output text
    aws s3api get-public-access-block --bucket hardpan-config-ORGANIZATION_ID
    aws s3api get-bucket-ownership-controls --bucket hardpan-config-ORGANIZATION_ID
    aws s3api get-bucket-versioning --bucket hardpan-config-ORGANIZATION_ID

Fix by hand:
    aws s3api create-bucket --bucket hardpan-config-ORGANIZATION_ID --object-ownership BucketOwnerEnforced
    aws s3api put-bucket-policy --bucket hardpan-config-ORGANIZATION_ID --policy file://policy.json
    aws s3api put-public-access-block --bucket hardpan-config-ORGANIZATION_ID --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
    aws s3api put-bucket-versioning --bucket hardpan-config-ORGANIZATION_ID --versioning-configuration Status=Enabled

    `hardpan plan --output aws-cli` prints the policy.

Edge cases:
    One bucket for the organization, in the account that organization.log_archive of hardpan.yaml names; an account without
    such an organization has one of its own, with its number in the name. It is not the log bucket: AWS Config cannot
    deliver where Object Lock keeps new files. It is encrypted with SSE-S3, which Config asks for when it delivers, so that
    no key's policy can stop it. Other buckets that channels name are judged by the controls of S3.

Source: https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE
from ...s3.bucket_policy import statements
from ...s3.examples import policy_of
from ...s3.facts import ConfigBucket
from ...s3.lifecycle import faults as early
from ...s3control.facts import ALL_BLOCKED
from ..examples import (
    ACCOUNT,
    CHANNEL,
    KEEPER,
    OWN_BUCKET,
    SHARED_BUCKET,
    TOWER_RECORDER,
    WITHOUT,
    WITHOUT_DESCRIBED,
)
from ..facts import Channel, Recorder
from ..policy import faults
from ..wanted import DESTINATION, OFF, destination, has_control_towers_recorder, is_wanted

_ALONE = (ACCOUNT, IN_NONE, CHANNEL)
_SHARED = (KEEPER, AS_MEMBER, DESCRIBED)
_OPEN = [{**one, "Condition": {}} if one["Effect"] == "Allow" else one for one in statements(SHARED_BUCKET.document)]
_OWN_ONLY = replace(SHARED_BUCKET, policy=(OWN_BUCKET.policy or "").replace(OWN_BUCKET.name, SHARED_BUCKET.name))
_SUPPLIER = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::999988887777:root"},
    "Action": "s3:PutObject",
    "Resource": f"{SHARED_BUCKET.resource}/*",
}


@control(
    section="audit-trail",
    severity=Severity.HIGH,
    catalogue="config.recorder",
    joins=[ConfigBucket, Channel, Recorder, *DESTINATION],
    passes=[(*_ALONE, OWN_BUCKET), (*_SHARED, SHARED_BUCKET)],
    fails=[
        _SHARED,
        (*_SHARED, OWN_BUCKET),
        (*_SHARED, replace(SHARED_BUCKET, block=replace(ALL_BLOCKED, block_public_policy=False))),
        (*_SHARED, replace(SHARED_BUCKET, ownership="ObjectWriter")),
        (*_SHARED, replace(SHARED_BUCKET, versioning=None)),
        (*_SHARED, replace(SHARED_BUCKET, policy=None)),
        (*_SHARED, replace(SHARED_BUCKET, policy=policy_of(*_OPEN))),
        (*_SHARED, replace(SHARED_BUCKET, policy=policy_of(*statements(SHARED_BUCKET.document)[:3]))),
        (*_SHARED, replace(SHARED_BUCKET, policy=policy_of(*statements(SHARED_BUCKET.document), _SUPPLIER))),
        (*_SHARED, _OWN_ONLY),
        (
            *_SHARED,
            replace(SHARED_BUCKET, lifecycle_rules=({"ID": "a", "Status": "Enabled", "Expiration": {"Days": 9}},)),
        ),
        (*_ALONE, replace(OWN_BUCKET, versioning="Suspended")),
        _ALONE,
    ],
    not_applicable=[
        (ACCOUNT, IN_NONE, WITHOUT),
        (ACCOUNT, IN_NONE),
        (ACCOUNT, IN_NONE, replace(CHANNEL, bucket="ours")),
        (ACCOUNT, AS_MEMBER, DESCRIBED),
        (*_SHARED[:2], TOWER_RECORDER, DESCRIBED),
        (*_SHARED[:2], WITHOUT_DESCRIBED),
    ],
    human=(
        "Where the message says that others may write: find out what for, and take them out of the bucket's policy; "
        "the rest of it Hardpan puts right."
    ),
    cost="storage: cents a month",
)
def bucket(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not is_wanted(want):
        return OFF
    meant = destination(want, snapshot, account)
    if not meant.is_here:
        return NotApplicable(f"judged in account {want.organization.log_archive}")
    if has_control_towers_recorder(snapshot, account):
        return NotApplicable("AWS Control Tower keeps what is recorded")
    used = any(one.bucket == meant.name for one in snapshot.all(Channel, account=account.id))
    there = [one for one in snapshot.all(ConfigBucket, account=account.id) if one.name == meant.name]
    if not there:
        if meant.organization or used:
            return Fail(f"there is no bucket {meant.name}")
        return NotApplicable(f"no channel of this account delivers to {meant.name}")
    (here,) = there
    wrong = [*_settings(here), *faults(here, meant)]
    wrong += [one for one in early(here.lifecycle_rules, ["AWSLogs/"], want.logs.minimum_days) if here.lifecycle_rules]
    return (
        Fail(f"{here.name}: {'; '.join(wrong)}") if wrong else Pass(f"{here.name} is private, and AWS Config's alone")
    )


def _settings(here: ConfigBucket) -> list[str]:
    wrong = []
    if here.block is None or not here.block.complete:
        wrong.append("public access is not blocked on the bucket itself")
    if here.ownership != "BucketOwnerEnforced":
        wrong.append("access lists (ACLs) are in force")
    if here.versioning != "Enabled":
        wrong.append("overwritten and deleted files are lost: versioning is off")
    return wrong
