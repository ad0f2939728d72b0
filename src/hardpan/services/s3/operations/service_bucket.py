"""A bucket of its own for what one AWS service delivers: private, written by it alone, and not kept for ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hardpan.model import NotYet, Place, Step, Write, step_key

from ...s3control.facts import ALL_BLOCKED
from .. import lifecycle
from ..bucket_policy import Statement
from ..facts import bucket_arn
from ..log_policy import tls_only
from .puts import put_block, put_lifecycle, put_policy

WRITES = [
    "s3:CreateBucket",
    "s3:PutPublicAccessBlock",
    "s3:PutBucketPolicy",
    "s3:PutBucketLifecycleConfiguration",
]
VERBS = ("create", "block", "policy", "lifecycle")
# A bucket made a moment ago is not found everywhere at once.
_JUST_MADE = (NotYet("NoSuchBucket", seconds=60),)


@dataclass(frozen=True)
class ServiceBucket:
    """A bucket that an operation makes in a Region."""

    operation: str  # its id, which the keys of the steps begin with
    place: Place
    name: str
    statements: Sequence[Statement]  # that let the service write
    purpose: str  # "network logs": what the bucket is for

    @property
    def arn(self) -> str:
        """The bucket's ARN."""
        return bucket_arn(self.place, self.name)

    @property
    def keys(self) -> frozenset[str]:
        """Keys of the steps that make it; those that hold already are in no plan."""
        return frozenset(map(self.key, VERBS))

    def key(self, verb: str) -> str:
        """Key of one of them."""
        return step_key(f"{self.operation}/{verb}", self.place)

    def steps(self, *, exists: bool, days: int) -> Iterator[Step]:
        """What makes it as it should be; of a bucket of this name that is there, its settings."""
        if not exists:
            yield self._created()
        policy = {"Version": "2012-10-17", "Statement": [*self.statements, tls_only(self.arn)]}
        rules = [lifecycle.keep_and_expire("", days, self.name[:255])]
        for verb, write, after in (
            ("block", put_block(self.name, ALL_BLOCKED), "all four switches on"),
            ("policy", put_policy(self.name, policy), "one service writes, everybody over TLS only"),
            ("lifecycle", put_lifecycle(self.name, rules, None), f"files go after {days} days"),
        ):
            yield Step(
                key=self.key(verb),
                place=self.place,
                write=write,
                because=f"the bucket for {self.purpose} is private and keeps what it is given",
                resource=self.arn,
                after=after,
                needs=frozenset() if exists else frozenset({self.key("create")}),
                undo=(),
                not_yet=_JUST_MADE,
            )

    def _created(self) -> Step:
        # us-east-1 is not a LocationConstraint: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": self.place.region}}
        return Step(
            key=self.key("create"),
            place=self.place,
            write=Write(
                "s3",
                "CreateBucket",
                Bucket=self.name,
                ObjectOwnership="BucketOwnerEnforced",
                **(elsewhere if self.place.region != "us-east-1" else {}),
            ),
            because=f"there is no bucket for {self.purpose}",
            resource=self.arn,
            after="a bucket without access lists, encrypted with SSE-S3",
            undo=None,
            undo_note=f"the bucket {self.name} is kept; empty and delete it by hand if you do not need what is in it",
            monthly_cost_usd=None,
            cost_note="storage of what is delivered",
        )
