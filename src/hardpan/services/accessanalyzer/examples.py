"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place, Region

from .facts import Analyzer, ExternalAccess

HERE = Place("111122223333", "eu-west-1")
REGION = Region(place=HERE)
ANALYZER = Analyzer(place=HERE, arn=HERE.arn("access-analyzer", "analyzer/hardpan"), status="ACTIVE")
SHARED_ROLE = ExternalAccess(
    place=HERE, arn=HERE.at(None).arn("iam", "role/vendor"), kind="AWS::IAM::Role", public=False
)
PUBLIC_BUCKET = ExternalAccess(place=HERE, arn="arn:aws:s3:::website", kind="AWS::S3::Bucket", public=True)
