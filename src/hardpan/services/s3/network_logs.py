"""The bucket for what networks log, flow logs above all: what it is called, who may write to it, and who keeps it.

A bucket of its own, for EC2 attaches a policy of its making to a bucket that flow logs are sent to from the same
account, over the one that is there: the audit trail's bucket must not be one of those.
https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from hardpan.config import Baseline
from hardpan.model import Account, Fact, Place, in_every_account, step_key
from hardpan.snapshot import Snapshot

from ..cloudtrail.organization import FACTS, shared
from ..s3control.facts import PublicAccessBlock
from . import log_policy
from .bucket_policy import Statement, allows, demands_tls, only_friends, principals, public, statements, strangers
from .facts import Document, bucket_arn

DELIVERY = "delivery.logs.amazonaws.com"
_NAME = "hardpan-network-logs"
_EMPTY: Document = {"Version": "2012-10-17", "Statement": []}


@dataclass(frozen=True, kw_only=True)
class NetworkLogBucket(Fact):
    """The bucket, in the account that has it."""

    name: str
    region: str
    block: PublicAccessBlock | None  # None: never set, which blocks nothing
    policy: str | None  # as it is written

    @property
    def resource(self) -> str:
        """The bucket's ARN."""
        return bucket_arn(self.place, self.name)

    @property
    def at_home(self) -> Place:
        """The Region the bucket answers in."""
        return self.place.at(self.region)

    @property
    def document(self) -> Document:
        """The policy; one without statements where there is none."""
        parsed: Document = json.loads(self.policy) if self.policy else _EMPTY
        return parsed


@dataclass(frozen=True)
class Keeping:
    """For whom an account keeps network logs: itself, or an organization."""

    place: Place
    organization: str | None  # its id

    @property
    def name(self) -> str:
        """The bucket's name, which every account whose logs go there can tell without asking."""
        return bucket_name(self.place.account, self.organization)

    @property
    def arn(self) -> str:
        """The bucket's ARN."""
        return bucket_arn(self.place, self.name)

    def faults(self, bucket: NetworkLogBucket) -> list[str]:
        """What is wrong with the bucket; nothing when all is well."""
        document = bucket.document
        found = [] if _admits(document, self) else ["log delivery may not write"]
        writers = [who for one in statements(document) for who in strangers(one, [self.place.account])]
        if writers:
            found.append(f"may write: {', '.join(dict.fromkeys(writers))}")
        if not any(demands_tls(one, self.arn) for one in statements(document)):
            found.append("plain HTTP is accepted")
        if bucket.block is None or not bucket.block.complete:
            found.append("public access is not blocked")
        return found

    def repaired(self, document: Document) -> Document:
        """With what is missing added, and without what lets everybody in or log delivery of any account."""
        own = [self.place.account]
        kept = [one for one in statements(document) if not public(one) and not (_is_ours(one) and strangers(one, own))]
        whole = {**document, "Statement": kept}
        if not _admits(whole, self):
            kept = [one for one in kept if not _is_ours(one)] + self.delivered()
        if not any(demands_tls(one, self.arn) for one in kept):
            kept.append(log_policy.tls_only(self.arn))
        return {**document, "Statement": kept}

    def delivered(self) -> list[Statement]:
        """Log delivery may write for this account, or for any of the organization, and look whether it can."""
        source = {"aws:SourceOrgID": self.organization} if self.organization else _account(self.place)
        write = {**source, "s3:x-amz-acl": "bucket-owner-full-control"}
        return [
            _allowed("AWSLogDeliveryWrite", "s3:PutObject", f"{self.arn}/AWSLogs/*", write),
            _allowed("AWSLogDeliveryAclCheck", "s3:GetBucketAcl", self.arn, source),
        ]


def bucket_name(account: str, organization: str | None) -> str:
    """By the organization's id where it gathers an organization's, since members do not know who keeps their logs."""
    return f"{_NAME}-{organization or account}"


def destination(want: Baseline, have: Snapshot, account: Account) -> Keeping:
    """Where an account's network logs go: into its own bucket, or the one that its organization's archive keeps."""
    together = shared(want, have, account)
    return Keeping(account.place, together.organization if together else None)


def keeping(want: Baseline, have: Snapshot, account: Account) -> Keeping | None:
    """For whom this account keeps network logs; None where another account does."""
    together = shared(want, have, account)
    found = destination(want, have, account)
    return found if together is None or together.is_kept_by(account) else None


def prepared(want: Baseline, have: Snapshot, account: Account) -> tuple[frozenset[str], frozenset[str]]:
    """What comes before logs are sent there, as `needs` and `follows` of a step.

    Which account keeps an organization's network logs its other accounts cannot tell.
    """
    home = want.home(account.place)
    if keeping(want, have, account):
        return frozenset(key(verb, home) for verb in VERBS), frozenset()
    return frozenset(), frozenset(in_every_account(f"{STEP}/{verb}", home) for verb in VERBS)


VERBS = ("create", "block", "policy", "lifecycle")
STEP = "s3.network_log_bucket"


def key(verb: str, home: Place) -> str:
    """Key of one of the steps that make the bucket."""
    return step_key(f"{STEP}/{verb}", home)


def _account(place: Place) -> dict[str, str]:
    return {"aws:SourceAccount": place.account}


def _allowed(sid: str, action: str, resource: str, equals: dict[str, str]) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": DELIVERY},
        "Action": action,
        "Resource": resource,
        "Condition": {"StringEquals": equals},
    }


def _is_ours(statement: Statement) -> bool:
    """Whether it is about log delivery alone."""
    return statement["Effect"] == "Allow" and set(principals(statement)) == {("Service", DELIVERY)}


def _admits(document: Document, keeping: Keeping) -> bool:
    """Whether log delivery may write for whom the bucket is, and look at its access list."""
    return all(
        any(
            ("Service", DELIVERY) in principals(one) and allows(one, action, resource) and _is_for(one, keeping)
            for one in statements(document)
        )
        for action, resource in (
            ("s3:PutObject", f"{keeping.arn}/AWSLogs/{keeping.place.account}/x"),
            ("s3:GetBucketAcl", keeping.arn),
        )
    )


def _is_for(statement: Statement, keeping: Keeping) -> bool:
    """Whether its condition on whose logs they are, if it has one, fits: of one account, or of the organization."""
    named = {name.lower(): value for tests in statement.get("Condition", {}).values() for name, value in tests.items()}
    if keeping.organization:
        return named.get("aws:sourceorgid") == keeping.organization
    return only_friends(statement, [keeping.place.account])


__all__ = ["FACTS", "Keeping", "NetworkLogBucket", "destination", "keeping", "key", "prepared"]
