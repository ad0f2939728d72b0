"""Nobody outside is let in without a reason.

Each active finding is a policy that lets another account, or everybody, use something of yours. Most are meant; the
one that is not is how data leaves. Archiving what is meant leaves a list on which anything new stands out.

Check by hand:
    aws accessanalyzer list-findings-v2 --region REGION --analyzer-arn ANALYZER_ARN --filter status={eq=ACTIVE}

Fix by hand:
    Narrow the policy that the finding names; or, where the access is meant:
    aws accessanalyzer update-findings --region REGION --analyzer-arn ANALYZER_ARN --status ARCHIVED --ids FINDING_ID

Edge cases:
    The first findings take up to half an hour after an analyzer was made. Roles belong to every Region and are found
    in each. Buckets and functions that hardpan.yaml lists under exceptions.public_buckets and
    exceptions.public_functions are meant to be open. So is the role access.role to the organization's management
    account, as long as it is open to nobody else: see control iam.organization_access_role. Hardpan's own roles for
    emergencies and pipelines are judged by controls iam.break_glass and iam.ci_roles. Each account is asked about its
    own resources, also where an analyzer of the organization looks at all. APIs and search domains the analyzer does
    not look at.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings.html
"""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

from hardpan.config import EXAMPLE, Baseline, Ci, Exceptions
from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.services.iam.own_roles import PLAN
from hardpan.services.iam.standing import judging
from hardpan.snapshot import Snapshot

from ..examples import ACCESS_ROLE, ANALYZER, PUBLIC_BUCKET, REGION, SHARED_ROLE
from ..facts import ROLE, Analyzer, ExternalAccess

_SHOWN = 3


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.analyzer.findings",
    joins=[Analyzer, ExternalAccess],
    passes=[
        (REGION, ANALYZER),
        (REGION, ANALYZER, ACCESS_ROLE),
        (REGION, ANALYZER, replace(SHARED_ROLE, arn=PLAN.arn(REGION.place))),
        (REGION, ANALYZER, PUBLIC_BUCKET, replace(EXAMPLE, exceptions=Exceptions(public_buckets=("web*",)))),
    ],
    fails=[
        (REGION,),
        (REGION, ANALYZER, SHARED_ROLE),
        (REGION, ANALYZER, SHARED_ROLE, PUBLIC_BUCKET),
        (REGION, ANALYZER, replace(ACCESS_ROLE, to_management=False)),
        (REGION, ANALYZER, replace(SHARED_ROLE, to_management=True)),
        (REGION, ANALYZER, replace(SHARED_ROLE, arn=PLAN.arn(REGION.place)), replace(EXAMPLE, ci=Ci())),
    ],
    once="accessanalyzer.external_analyzer",
    human=(
        "Console > IAM > Access Analyzer > Resource analysis, in each Region named: open each active finding. If the "
        "access is not meant, follow the link to the resource and narrow its policy; if it is, choose Archive. Where "
        "no analyzer has looked yet, apply the plan first and look again after half an hour."
    ),
)
def no_external_access(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not snapshot.at(Analyzer, region.place):
        return Fail("no analyzer has looked for access from outside")
    found = [access for access in snapshot.at(ExternalAccess, region.place) if not _is_meant(access, want)]
    if not found:
        return Pass("nothing is open to the outside but what was archived or excepted")
    # Those open to everybody first.
    found.sort(key=lambda access: (not access.public, access.arn))
    shown = [f"{access.arn}{' (everybody)' if access.public else ''}" for access in found[:_SHOWN]]
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return Fail(f"open to the outside: {', '.join(shown)}{more}")


def _is_meant(access: ExternalAccess, want: Baseline) -> bool:
    if access.kind == ROLE and judging(str(access.arn), access.place, want):
        return True
    if access.kind == ROLE and access.arn == access.place.at(None).arn("iam", f"role/{want.access.role}"):
        return access.to_management
    exceptions = {
        "AWS::S3::Bucket": want.exceptions.public_buckets,
        "AWS::Lambda::Function": want.exceptions.public_functions,
    }
    name = str(access.arn).rpartition(":")[2]
    return any(fnmatchcase(name, pattern) for pattern in exceptions.get(access.kind, ()))
