"""Nothing runs in the management account.

No guardrail binds it, and whoever is administrator there is administrator everywhere. A hole in a web server, a leaked
key, a function with a role too wide: in any other account that costs the account, here the organization.

Check by hand:
    aws ec2 describe-instances --query 'Reservations[].Instances[].InstanceId'
    aws lambda list-functions --query 'Functions[].FunctionName'
    aws rds describe-db-instances --query 'DBInstances[].DBInstanceIdentifier'
    aws efs describe-file-systems --query 'FileSystems[].FileSystemId'
    aws s3api list-buckets --query 'Buckets[].Name'

Fix by hand:
    Nothing of it can be moved between accounts: it is built anew in a member, its data is copied, and the old is deleted.
    aws ec2 terminate-instances --instance-ids INSTANCE_ID

Edge cases:
    Counted are instances, functions, databases, file systems and buckets, in the Regions that the run looks at. Left out is
    what Hardpan and StackSets made, where trails deliver, and templates of CloudFormation. What belongs there, as the bucket
    with the bill's reports, is named in exceptions.management_workloads of hardpan.yaml. An account by itself may run
    anything: it is asked once it manages an organization.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_mgmt-acct.html
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...cloudtrail.examples import TRAIL
from ...cloudtrail.facts import Trail
from ...ec2.examples import INSTANCE
from ...ec2.facts import Instance
from ...efs.examples import FILE_SYSTEM
from ...efs.facts import FileSystem
from ...lambda_.examples import FUNCTION
from ...lambda_.facts import Function
from ...rds.examples import DB_STORAGE
from ...rds.facts import DbStorage
from ...s3.examples import BUCKET
from ...s3.facts import Bucket
from ..examples import AS_MEMBER, IN_NONE, MEMBERSHIP
from ..facts import Membership
from ..standing import elsewhere

_OWN = ("hardpan-*", "StackSet-hardpan-*", "cf-templates-*")
_SHOWN = 3  # of a kind
_ALLOWED = replace(EXAMPLE, exceptions=Exceptions(management_workloads=(INSTANCE.id,)))


@control(
    section="account-architecture",
    severity=Severity.HIGH,
    catalogue="org.mgmt.no-workloads",
    joins=[Instance, Function, DbStorage, FileSystem, Bucket, Trail],
    passes=[
        (MEMBERSHIP,),
        (MEMBERSHIP, INSTANCE, _ALLOWED),
        (MEMBERSHIP, replace(FUNCTION, name="hardpan-alerts"), replace(BUCKET, name=TRAIL.bucket), TRAIL),
    ],
    fails=[
        (MEMBERSHIP, INSTANCE),
        (MEMBERSHIP, FUNCTION),
        (MEMBERSHIP, DB_STORAGE),
        (MEMBERSHIP, FILE_SYSTEM),
        (MEMBERSHIP, replace(BUCKET, name="photos")),
        (MEMBERSHIP, INSTANCE, FUNCTION, _ALLOWED),
    ],
    not_applicable=[(IN_NONE,), (IN_NONE, INSTANCE), (AS_MEMBER, INSTANCE)],
    human=(
        "For each thing named: build it in a member account, copy its data, and delete it here; or name it in "
        "exceptions.management_workloads of hardpan.yaml, if it has to be in the management account."
    ),
)
def no_workloads(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not account.management_account:
        return NotApplicable("the account is in no organization")
    if verdict := elsewhere(account, want):
        return verdict
    told = []
    for kind, names in _there(account.place.account, snapshot):
        found = [name for name in names if not any(fnmatchcase(name, one) for one in _left_out(want))]
        if found:
            more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            told.append(f"{kind}: {', '.join(found[:_SHOWN])}{more}")
    return Fail("; ".join(told)) if told else Pass("nothing runs in the management account, as far as was looked")


def _left_out(want: Baseline) -> tuple[str, ...]:
    return (*_OWN, *want.exceptions.management_workloads)


def _there(account: str, snapshot: Snapshot) -> Iterator[tuple[str, list[str]]]:
    """What is in the account, kind by kind."""
    logs = {trail.bucket for trail in snapshot.all(Trail, account=account)}
    yield "instances", [one.id for one in snapshot.all(Instance, account=account)]
    yield "functions", [one.name for one in snapshot.all(Function, account=account)]
    yield "databases", [one.arn.rpartition(":")[2] for one in snapshot.all(DbStorage, account=account)]
    yield "file systems", [one.id for one in snapshot.all(FileSystem, account=account)]
    yield "buckets", [one.name for one in snapshot.all(Bucket, account=account) if one.name not in logs]
