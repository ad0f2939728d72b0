"""Network logs have a bucket that is private and that log delivery alone writes to.

Flow logs and DNS query logs are evidence. Whoever can write to their bucket can forge them, and whoever can read it
learns every machine and whom it speaks to.

Check by hand:
    aws s3api get-bucket-policy --bucket hardpan-network-logs-ACCOUNT
    aws s3api get-public-access-block --bucket hardpan-network-logs-ACCOUNT

Fix by hand:
    aws s3api create-bucket --region REGION --bucket hardpan-network-logs-ACCOUNT --object-ownership BucketOwnerEnforced
    aws s3api put-public-access-block --bucket hardpan-network-logs-ACCOUNT --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
    aws s3api put-bucket-policy --bucket hardpan-network-logs-ACCOUNT --policy file://policy.json

Edge cases:
    In an organization whose log files one account keeps (organization.log_archive) the bucket is in that account, is
    called hardpan-network-logs-ORGANIZATION_ID and takes in the logs of every account; the other accounts are not asked
    about. Alone, an account needs it once a VPC is in use. It is not the audit trail's bucket, whose policy EC2 could
    overwrite. Flow logs that deliver elsewhere are fine, and their buckets are data.s3's to judge.

Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
"""  # noqa: E501

from __future__ import annotations

import json
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...ec2.examples import IDLE_VPC, VPC
from ...ec2.networks import Vpc
from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE, TOOLING
from ..examples import GATHERING, NETWORK_LOG_BUCKET
from ..log_policy import tls_only
from ..network_logs import FACTS, NetworkLogBucket, keeping

_ALONE = Account(place=NETWORK_LOG_BUCKET.place, name="me")
_SHOP = Account(place=NETWORK_LOG_BUCKET.place, name="shop")
_STATEMENTS = NETWORK_LOG_BUCKET.document["Statement"]


def _with(*kept: object) -> NetworkLogBucket:
    return replace(NETWORK_LOG_BUCKET, policy=json.dumps({"Version": "2012-10-17", "Statement": kept}))


_FOR_ANYBODY = [{name: value for name, value in one.items() if name != "Condition"} for one in _STATEMENTS[:2]]


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="net.flow-logs",
    joins=[NetworkLogBucket, Vpc, *FACTS],
    passes=[
        (_ALONE, NETWORK_LOG_BUCKET, IN_NONE, VPC),
        (TOOLING, GATHERING, AS_MEMBER, DESCRIBED),
    ],
    fails=[
        (_ALONE, IN_NONE, VPC),
        (TOOLING, AS_MEMBER, DESCRIBED),
        (TOOLING, NETWORK_LOG_BUCKET, AS_MEMBER, DESCRIBED),
        (TOOLING, replace(GATHERING, policy=NETWORK_LOG_BUCKET.policy), AS_MEMBER, DESCRIBED),
        (_ALONE, replace(NETWORK_LOG_BUCKET, policy=None), IN_NONE, VPC),
        (_ALONE, replace(NETWORK_LOG_BUCKET, block=None), IN_NONE, VPC),
        (_ALONE, _with(*_STATEMENTS[:2]), IN_NONE, VPC),
        (_ALONE, _with(*_FOR_ANYBODY, tls_only(NETWORK_LOG_BUCKET.resource)), IN_NONE, VPC),
    ],
    not_applicable=[(_ALONE, IN_NONE, IDLE_VPC), (_SHOP, AS_MEMBER, VPC, DESCRIBED)],
    human=(
        "Where somebody else may write: Console > S3 > the bucket, Permissions > Bucket policy, and remove the "
        "statements that let others in."
    ),
    cost="storage of what is delivered",
)
def network_log_bucket(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    kept = keeping(want, snapshot, account)
    if kept is None:
        return NotApplicable(f"judged in account {want.organization.log_archive}, which keeps network logs")
    found = next((one for one in snapshot.at(NetworkLogBucket, account.place) if one.name == kept.name), None)
    if found is None:
        if kept.organization is None and all(vpc.is_idle for vpc in snapshot.all(Vpc, account=account.id)):
            return NotApplicable("no VPC is in use")
        return Fail(f"there is no bucket {kept.name}")
    faults = kept.faults(found)
    return Fail("; ".join(faults)) if faults else Pass(f"{kept.name} is written by log delivery alone")
