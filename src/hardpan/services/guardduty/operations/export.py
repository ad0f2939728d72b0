"""What to change so that findings are kept longer than GuardDuty keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Account, NotYet, Place, Read, Ref, Settled, Step, Write, operation
from hardpan.prices import usd
from hardpan.services.kms.facts import YEARLY
from hardpan.services.kms.log_key import PROTECTED
from hardpan.services.organizations.facts import Member, Membership
from hardpan.services.s3 import lifecycle
from hardpan.services.s3.facts import BucketPolicy, parsed
from hardpan.services.s3control.facts import ALL_BLOCKED
from hardpan.snapshot import Snapshot

from ..export import (
    BUCKET_VERBS,
    KEY_ALIAS,
    arn_of,
    bucket_name,
    export_step,
    keeper,
    keeps,
    key_policy,
    policy_for,
    sends,
    sources,
    writers,
)
from ..export_facts import PUBLISHING, Export, ExportKey
from ..facts import Detector
from .detector import created_key

_CONTROL = "guardduty.findings_exported"
_JUST_MADE = (NotYet("NoSuchBucket", seconds=60), NotYet("NotFoundException", seconds=30))
# GuardDuty tries bucket and key when it is told of them.
_NOT_SEEN = (NotYet("BadRequestException", "permission", seconds=120),)
_STAYS = "the key stays, at 1 USD a month: findings that it encrypted cannot be read without it"


@operation(
    satisfies=[_CONTROL],
    facts=[BucketPolicy, Membership],
    writes=[
        "s3:CreateBucket",
        "s3:PutPublicAccessBlock",
        "s3:PutBucketPolicy",
        "s3:DeleteBucketPolicy",
        "s3:PutBucketVersioning",
        "s3:PutBucketLifecycleConfiguration",
    ],
)
def findings_bucket(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A bucket for findings, in the account that keeps the logs: private, versioned, kept as long as log files."""
    for account in have.accounts:
        if not keeps(account.place, want, have):
            continue
        home, services = want.home(account.place), writers(want)
        source = sources(account.place, have, want)
        name = bucket_name(account.id)
        there = next((one for one in have.all(BucketPolicy, account=account.id) if one.name == name), None)
        if there is None:
            yield from _made(name, home, json.dumps(policy_for(parsed(None), arn_of(home), services, source)), want)
        elif there.document != (repaired := policy_for(there.document, arn_of(home), services, source)):
            back = (
                Write("s3", "PutBucketPolicy", Bucket=name, Policy=there.policy)
                if there.policy
                else Write("s3", "DeleteBucketPolicy", Bucket=name)
            )
            yield Step(
                key=export_step("policy", home),
                place=there.at_home,
                write=Write("s3", "PutBucketPolicy", Bucket=name, Policy=json.dumps(repaired)),
                because=f"GuardDuty may not write to {name}",
                resource=there.resource,
                before=there.policy or "no policy",
                after=json.dumps(repaired),
                undo=(back,),
            )


def _made(name: str, home: Place, policy: str, want: Baseline) -> Iterator[Step]:
    elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": home.region}}
    create = Step(
        key=export_step("create", home),
        place=home,
        write=Write(
            "s3",
            "CreateBucket",
            Bucket=name,
            ObjectOwnership="BucketOwnerEnforced",
            **(elsewhere if home.region != "us-east-1" else {}),
        ),
        because="GuardDuty's findings need a bucket of their own",
        resource=arn_of(home),
        after="a bucket without access lists",
        undo=None,
        undo_note=f"the bucket {name} and the findings in it are kept; empty and delete it by hand",
        monthly_cost_usd=None,
        cost_note="storage: next to nothing",
    )
    yield create
    days = want.logs.expire_days
    rule = lifecycle.keep_and_expire("", days)
    settings = {
        "block": (
            Write("s3", "PutPublicAccessBlock", Bucket=name, PublicAccessBlockConfiguration=ALL_BLOCKED.parameters()),
            "all four switches on",
        ),
        "policy": (
            Write("s3", "PutBucketPolicy", Bucket=name, Policy=policy),
            "GuardDuty writes, everybody over TLS only",
        ),
        "versioning": (
            Write("s3", "PutBucketVersioning", Bucket=name, VersioningConfiguration={"Status": "Enabled"}),
            "versioning on",
        ),
        "lifecycle": (
            Write("s3", "PutBucketLifecycleConfiguration", Bucket=name, LifecycleConfiguration={"Rules": [rule]}),
            f"findings go after {days} days",
        ),
    }
    for verb, (write, after) in settings.items():
        yield Step(
            key=export_step(verb, home),
            place=home,
            write=write,
            because="the new bucket is private and keeps what it is given",
            resource=arn_of(home),
            after=after,
            needs=frozenset({create.key}),
            undo=(),
            not_yet=_JUST_MADE,
        )


@operation(
    satisfies=[_CONTROL],
    facts=[Export, ExportKey, Detector, Membership, Member],
    writes=[
        "kms:CreateKey",
        "kms:CreateAlias",
        "kms:EnableKeyRotation",
        "guardduty:CreatePublishingDestination",
        "guardduty:DeletePublishingDestination",
    ],
    after=["guardduty.detector", "guardduty.findings_bucket"],
    permissions=["kms:TagResource", "guardduty:DescribePublishingDestination"],
)
def findings_export(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Findings of every Region go to the bucket, encrypted with a key of this account; what goes elsewhere stays."""
    if not sends(have, want):
        return
    for account in have.accounts:
        home = keeper(account.place, want, have)
        missing = list(_missing(account, have))
        if home is None or not missing:
            continue
        here = want.home(account.place)
        found = next((one.arn for one in have.at(ExportKey, here)), None)
        if found is None:
            yield from _key(here, want)
        key = found or Ref(export_step("key", here), "KeyMetadata.Arn")
        for place, detector in missing:
            yield _exported(place, detector, home, here, key)


def _missing(account: Account, have: Snapshot) -> Iterator[tuple[Place, str | None]]:
    """The Regions whose findings go nowhere, with their detectors; None stands for one that is made."""
    for region in have.regions:
        if region.place.account != account.id:
            continue
        found = have.at(Export, region.place)
        if not found and not have.at(Detector, region.place):
            yield region.place, None
        for one in found:
            if not one.destinations:
                yield region.place, one.detector


def _key(here: Place, want: Baseline) -> Iterator[Step]:
    create = Step(
        key=export_step("key", here),
        place=here,
        write=Write(
            "kms",
            "CreateKey",
            Description="Encrypts GuardDuty's findings",
            Policy=json.dumps(key_policy(here, writers(want))),
            Tags=[dict(zip(("TagKey", "TagValue"), PROTECTED, strict=True))],
        ),
        because="GuardDuty encrypts findings on their way, with a key of one's own",
        after="a key that GuardDuty may use",
        undo=None,
        undo_note=_STAYS,
        monthly_cost_usd=usd("kms.key"),
        cost_note="a key; requests are cents",
    )
    made = Ref(create.key, "KeyMetadata.KeyId")
    yield create
    changes = {
        "alias": (Write("kms", "CreateAlias", AliasName=KEY_ALIAS, TargetKeyId=made), KEY_ALIAS),
        "rotate": (
            Write("kms", "EnableKeyRotation", KeyId=made, RotationPeriodInDays=YEARLY),
            f"rotates every {YEARLY} days",
        ),
    }
    for verb, (write, after) in changes.items():
        yield Step(
            key=export_step(verb, here),
            place=here,
            write=write,
            because="the new key is found again by its alias, and rotates",
            after=after,
            needs=frozenset({create.key}),
            undo=(),
            undo_note=f"{KEY_ALIAS} stays with its key" if verb == "alias" else "",
            not_yet=_JUST_MADE,
        )


def _exported(place: Place, detector: str | None, home: Place, here: Place, key: str | Ref) -> Step:
    who = detector or Ref(created_key(place), "DetectorId")
    step = export_step("destination", place)
    named = {"DetectorId": who, "DestinationId": Ref(step, "DestinationId")}
    ready = {export_step(verb, home) for verb in BUCKET_VERBS}
    ready |= {created_key(place), *(export_step(verb, here) for verb in ("key", "alias", "rotate"))}
    return Step(
        key=step,
        place=place,
        write=Write(
            "guardduty",
            "CreatePublishingDestination",
            DetectorId=who,
            DestinationType="S3",
            DestinationProperties={"DestinationArn": arn_of(home), "KmsKeyArn": key},
        ),
        because="GuardDuty forgets findings after 90 days",
        resource=place.arn("guardduty", f"detector/{detector}") if detector else None,
        before="kept by GuardDuty alone",
        after=f"also in {bucket_name(home.account)}",
        needs=frozenset(ready),
        undo=(Write("guardduty", "DeletePublishingDestination", **named),),
        undo_note="findings that were brought there stay",
        settled=Settled(Read("guardduty", "DescribePublishingDestination", **named), "Status", PUBLISHING, seconds=300),
        undone=Settled(
            Read("guardduty", "ListPublishingDestinations", DetectorId=who), "length(Destinations)", 0, seconds=60
        ),
        monthly_cost_usd=None,
        cost_note="storage and KMS requests: cents a month",
        not_yet=_NOT_SEEN,
    )
