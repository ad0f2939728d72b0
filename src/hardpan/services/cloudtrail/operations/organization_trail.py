"""The organization's one trail, made in its management account into a bucket of the account that keeps the logs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Problem, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...account.facts import OptInRegion
from ...kms.log_key import log_key_keys
from ...organizations.facts import TrustedServices
from ...organizations.layout import Governed, account_key, governed, numbers, there
from ...organizations.operations.features import TRUSTING, trust, trust_key
from ...s3.log_bucket import bucket_key, bucket_keys
from ..facts import Trail
from ..organization import CLOUDTRAIL, FACTS, Shared, key_alias, shared, shared_trail_of
from .steps import BUCKET_NOT_SEEN, BUSY, WRITES, Mending, cost, must_not_be_a_services, started

_NAME = "cloudtrail.organization_trail"
_NOT_YET = (
    # Trust, the key and its policy, made a moment ago in other services, are not known to CloudTrail at once.
    NotYet("CloudTrailAccessNotEnabledException", seconds=120),
    NotYet("InsufficientEncryptionPolicyException", seconds=120),
    NotYet("KmsKeyNotFoundException", seconds=60),
    # An organization made a moment ago, and its service-linked role.
    NotYet("OrganizationsNotInUseException", seconds=60),
    NotYet("InsufficientDependencyServiceAccessPermissionException", seconds=60),
    *BUCKET_NOT_SEEN,
    *BUSY,
)
_STAYS = "log files that were delivered stay in their bucket"


@dataclass(frozen=True)
class _Whole:
    """What the management account knows of the organization's trail."""

    want: Baseline
    here: Governed
    together: Shared
    trails: tuple[Trail, ...]

    @property
    def keeper(self) -> Place:
        """The account that keeps the log files, in the home Region."""
        assert self.want.organization.log_archive
        number = numbers(self.want, self.here.have)[self.want.organization.log_archive]
        return self.want.home(Place(number, None, self.here.place.partition))

    @property
    def bucket(self) -> str:
        """The bucket that is there or is made there."""
        return self.want.log_bucket(self.keeper)

    @property
    def prepared(self) -> frozenset[str]:
        """Keys of the steps after which CloudTrail may write log files there."""
        assert self.want.organization.log_archive
        keys = bucket_keys(self.bucket, self.keeper) | self.entrance
        return keys | {account_key(self.want.organization.log_archive, self.here.place)} | self.keyed(self.keeper)

    @property
    def entrance(self) -> frozenset[str]:
        """Key of the step that lets CloudTrail into the organization."""
        return frozenset({trust_key(CLOUDTRAIL, self.here.place, _NAME)})

    def keyed(self, where: Place) -> frozenset[str]:
        """Keys of the steps that make the key for log files, where there is to be one."""
        return log_key_keys(where) if self.together.is_encrypted else frozenset()

    @property
    def encrypted(self) -> dict[str, str]:
        """With which key, as a parameter of the trail."""
        return {"KmsKeyId": key_alias(self.keeper)} if self.together.is_encrypted else {}


@operation(
    satisfies=[
        "cloudtrail.organization_trail",
        "cloudtrail.encrypted",
        "cloudtrail.multi_region_trail",
        "cloudtrail.log_file_validation",
        "cloudtrail.delivering",
    ],
    facts=[Trail, TrustedServices, OptInRegion, *FACTS],
    writes=[*TRUSTING, *WRITES],
    after=["organizations.organization", "organizations.accounts", "s3.log_bucket", "kms.log_key"],
    permissions=["iam:CreateServiceLinkedRole", "iam:GetRole", "organizations:ListAccounts"],
    asked_by=["organization.log_archive"],
)
def organization_trail(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """One trail of every account and Region, verifiable, and in team and enterprise encrypted with a key of its own.

    A trail of the whole organization is put right where it is, whatever bucket it has. A trail of this account alone
    that has the name of the future one becomes it, in one request and without a pause.
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-an-organizational-trail-by-using-the-aws-cli.html
    """
    for account in have.accounts:
        together = shared(want, have, account)
        for here in governed(want, have) if together is not None else ():
            assert together is not None
            trails = tuple(have.all(Trail, account=account.id))
            for step in _wanted(_Whole(want, here, together, trails)):
                yield replace(step, reaches=bool(step.controls))


def _wanted(whole: _Whole) -> Iterator[Step]:
    _must_be_known_by_name(whole)
    chosen = shared_trail_of(whole.trails)
    if chosen is None:
        _must_be_on_everywhere(whole)
        must_not_be_a_services(whole.want)
        if CLOUDTRAIL not in whole.here.trusted:
            yield trust(CLOUDTRAIL, whole.here, _NAME)
        own = next((trail for trail in whole.trails if trail.arn == whole.together.arn), None)
        yield from _made(whole) if own is None else _widened(own, whole)
    elif chosen.changeable:
        yield from _put_right(chosen, whole)


def _must_be_on_everywhere(whole: _Whole) -> None:
    """https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html"""
    home = whole.want.home_region
    if home in [region.name for region in whole.here.have.at(OptInRegion, whole.here.place)]:
        raise Problem(
            f"{home} is a Region that accounts opt into, and a trail whose home it is misses those that have not",
            effect="no trail of the organization is made",
            next="let home_region in hardpan.yaml be a Region that is on in every account, as eu-west-1",
        )


def _must_be_known_by_name(whole: _Whole) -> None:
    """In the account that keeps the log files its name is all that says so."""
    for one in whole.want.organization.accounts:
        found = there(one, whole.here.members) if one.name == whole.want.organization.log_archive else None
        if found is not None and found.name != one.name:
            raise Problem(
                f"the account that is to keep the logs, {found.id}, is called {found.name}, not {one.name}",
                effect="the organization's trail is left as it is",
                next=f"call it {found.name} in organization.accounts and organization.log_archive of hardpan.yaml",
            )


def _made(whole: _Whole) -> Iterator[Step]:
    want, arn = whole.want, whole.together.arn
    where = want.home(whole.here.place)
    create = Step(
        key=step_key(f"{_NAME}/create", where),
        place=where,
        write=Write(
            "cloudtrail",
            "CreateTrail",
            Name=want.logs.trail,
            S3BucketName=whole.bucket,
            IsOrganizationTrail=True,
            IsMultiRegionTrail=True,
            IncludeGlobalServiceEvents=True,
            EnableLogFileValidation=True,
            **whole.encrypted,
        ),
        because="no trail records every account of the organization",
        controls=("cloudtrail.organization_trail", "cloudtrail.multi_region_trail"),
        resource=arn,
        after=f"{want.logs.trail}, of all accounts and Regions, into {whole.bucket} of {want.organization.log_archive}",
        needs=whole.prepared,
        undo=(Write("cloudtrail", "DeleteTrail", Name=arn),),
        undo_note=_STAYS,
        not_yet=_NOT_YET,
        **cost(whole.trails, arn),
    )
    yield create
    start = started(arn, step_key(f"{_NAME}/start", where), where, needs=frozenset({create.key}))
    yield replace(start, controls=("cloudtrail.organization_trail", *start.controls))


def _widened(own: Trail, whole: _Whole) -> Iterator[Step]:
    """The account's own trail becomes the organization's: it logs all the while, first into one bucket, then the other.

    CloudTrail looks at the new bucket's policy before it takes the change.
    """
    wanted: dict[str, Any] = {
        "S3BucketName": whole.bucket,
        "IsOrganizationTrail": True,
        "IsMultiRegionTrail": True,
        "IncludeGlobalServiceEvents": True,
        "EnableLogFileValidation": True,
        **({"S3KeyPrefix": ""} if own.prefix else {}),
        **whole.encrypted,
    }
    before = {
        "S3BucketName": own.bucket,
        "S3KeyPrefix": own.prefix,
        "IsOrganizationTrail": False,
        "IsMultiRegionTrail": own.multi_region,
        "IncludeGlobalServiceEvents": own.global_events,
        "EnableLogFileValidation": own.log_file_validation,
        "KmsKeyId": own.key or "",
    }
    mending = Mending(own, _NAME, whole.trails)
    widen = Step(
        key=mending.key("widen"),
        place=own.home,
        write=Write("cloudtrail", "UpdateTrail", Name=own.arn, **wanted),
        because=f"{own.name} records this account alone",
        controls=("cloudtrail.organization_trail", "cloudtrail.multi_region_trail", "cloudtrail.encrypted"),
        resource=own.arn,
        before=f"of this account, into {own.bucket}",
        after=f"of all accounts and Regions, into {whole.bucket} of {whole.want.organization.log_archive}",
        needs=whole.prepared,
        undo=(Write("cloudtrail", "UpdateTrail", Name=own.arn, **{name: before[name] for name in wanted}),),
        undo_note=_STAYS,
        not_yet=_NOT_YET,
        **cost(whole.trails, own.arn),
    )
    yield widen
    yield from mending.selectors()
    if not own.is_logging:
        yield started(own.arn, mending.key("start"), own.home, needs=frozenset({widen.key}))


def _put_right(trail: Trail, whole: _Whole) -> Iterator[Step]:
    """A trail of the organization, in place: whatever keeps it from recording everything, digest files, a key."""
    mending = Mending(trail, _NAME, whole.trails)
    where = Place(whole.keeper.account, trail.home_region, trail.place.partition)
    if trail.bucket_is_gone:
        held = frozenset({mending.key("bucket")})
        yield from mending.housed(whole.bucket, whole.prepared)
    else:
        held = frozenset({bucket_key("policy", trail.bucket, where)})
    if CLOUDTRAIL not in whole.here.trusted:
        yield trust(CLOUDTRAIL, whole.here, _NAME)
    for step in mending.completed(held):
        yield _once_let_in(replace(step, controls=("cloudtrail.organization_trail", *step.controls)), whole)
    for step in mending.validating():
        yield _once_let_in(step, whole)
    if whole.together.is_encrypted and trail.key is None:
        yield _encrypted(mending, where, held | whole.entrance | whole.keyed(where))


def _once_let_in(step: Step, whole: _Whole) -> Step:
    """Without trust CloudTrail takes no change of an organization's trail."""
    return replace(step, needs=step.needs | whole.entrance, not_yet=_NOT_YET)


def _encrypted(mending: Mending, where: Place, needs: frozenset[str]) -> Step:
    trail = mending.trail
    return Step(
        key=mending.key("key"),
        place=trail.home,
        write=Write("cloudtrail", "UpdateTrail", Name=trail.arn, KmsKeyId=key_alias(where)),
        because=f"whoever reads the bucket of {trail.name} reads its log files",
        controls=("cloudtrail.encrypted",),
        resource=trail.arn,
        before="encrypted with SSE-S3",
        after="encrypted with a key of the account that keeps them",
        needs=needs,
        # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-encryption-cli.html
        undo=(Write("cloudtrail", "UpdateTrail", Name=trail.arn, KmsKeyId=""),),
        undo_note="log files stay encrypted as they were when they were written",
        not_yet=_NOT_YET,
    )
