"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place, Region

from .facts import ROLE, WHOLE, Analyzer, ExternalAccess, UnusedAccessAnalyzer

HERE = Place("111122223333", "eu-west-1")
REGION = Region(place=HERE)
ANALYZER = Analyzer(place=HERE, arn=HERE.arn("access-analyzer", "analyzer/hardpan"), kind="ACCOUNT", status="ACTIVE")
SHARED_ROLE = ExternalAccess(
    place=HERE, arn=HERE.at(None).arn("iam", "role/vendor"), kind=ROLE, public=False, to_management=False
)
PUBLIC_BUCKET = ExternalAccess(
    place=HERE, arn="arn:aws:s3:::website", kind="AWS::S3::Bucket", public=True, to_management=False
)
# The role by which the management account enters.
ACCESS_ROLE = ExternalAccess(
    place=HERE,
    arn=HERE.at(None).arn("iam", "role/OrganizationAccountAccessRole"),
    kind=ROLE,
    public=False,
    to_management=True,
)
OF_ALL = Analyzer(
    place=HERE, arn=HERE.arn("access-analyzer", "analyzer/hardpan-organization"), kind=WHOLE, status="ACTIVE"
)
OF_UNUSED = UnusedAccessAnalyzer(
    place=HERE,
    arn=HERE.arn("access-analyzer", "analyzer/hardpan-unused"),
    kind="ACCOUNT_UNUSED_ACCESS",
    status="ACTIVE",
    days=90,
)
