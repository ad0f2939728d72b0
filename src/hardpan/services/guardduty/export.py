"""Where findings are to go: a bucket of the account that keeps the logs, with a key of the account that sends them.

Bucket and key are in one Region, the home Region, and take findings of all Regions; who administers GuardDuty sends
those of its members, too: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Place, step_key
from hardpan.services.organizations.facts import Membership
from hardpan.services.organizations.layout import number_of
from hardpan.services.s3.bucket_policy import Statement, allows, principals, statements
from hardpan.services.s3.facts import Document, bucket_arn
from hardpan.services.s3.log_policy import with_tls
from hardpan.snapshot import Snapshot

from ..administration import is_tooling

KEY_ALIAS = "alias/hardpan-findings"
_GUARDDUTY = "guardduty.amazonaws.com"


def export_step(verb: str, place: Place) -> str:
    """Key of a step of `guardduty.findings_export` or `guardduty.findings_bucket`, in the Region of `place`."""
    return step_key(f"guardduty.findings_{'bucket' if verb in BUCKET_VERBS else 'export'}/{verb}", place)


BUCKET_VERBS = ("create", "block", "policy", "versioning", "lifecycle")


def bucket_name(number: str) -> str:
    """Name of the bucket for findings of the account with this number."""
    return f"hardpan-findings-{number}"


def sends(have: Snapshot, want: Baseline) -> bool:
    """Whether the snapshot's account sends findings: the one for security tooling, which has everybody's, or each."""
    return want.organization.security_tooling is None or is_tooling(have, want)


def keeper(place: Place, want: Baseline, have: Snapshot) -> Place | None:
    """The account and Region of the bucket for findings of the account at `place`; None where it is not known."""
    archive = want.organization.log_archive
    if archive is None:
        return want.home(place)
    number = number_of(archive, want, have)
    return want.home(Place(number, None, place.partition)) if number else None


def keeps(place: Place, want: Baseline, have: Snapshot) -> bool:
    """Whether the bucket is in the account at `place`, which is known by its name."""
    archive = want.organization.log_archive
    if archive is None:
        return sends(have, want)
    return archive in [account.name for account in have.accounts if account.id == place.account]


def writers(want: Baseline) -> list[str]:
    """GuardDuty, and GuardDuty of Regions that are opted into, which comes by another name."""
    return [_GUARDDUTY, *(f"guardduty.{region}.amazonaws.com" for region in want.allowed_regions)]


def sources(place: Place, have: Snapshot, want: Baseline) -> dict[str, str]:
    """On whose behalf GuardDuty may write: of the organization, where another account's findings come."""
    if want.organization.log_archive is None:
        return {"aws:SourceAccount": place.account}
    found = next((one.organization for one in have.at(Membership, place.at(None))), None)
    return {"aws:SourceOrgID": found} if found else {"aws:SourceAccount": place.account}


def policy_for(existing: Document, bucket: str, services: Sequence[str], source: dict[str, str]) -> Document:
    """The bucket's policy, by which GuardDuty may find it and write to it; what others wrote stays."""
    arn = bucket
    kept = statements(existing)
    if not _admits(kept, arn, services):
        kept = [
            _lets("GuardDutyFindsBucket", services, "s3:GetBucketLocation", arn, source),
            _lets("GuardDutyWritesFindings", services, "s3:PutObject", f"{arn}/*", source),
            *(one for one in kept if one.get("Sid") not in ("GuardDutyFindsBucket", "GuardDutyWritesFindings")),
        ]
    return with_tls({**existing, "Statement": kept}, arn)


def _admits(kept: Sequence[Statement], arn: str, services: Sequence[str]) -> bool:
    asked = (("s3:GetBucketLocation", arn), ("s3:PutObject", f"{arn}/x"))
    return all(
        any(("Service", service) in principals(one) and allows(one, action, resource) for one in kept)
        for service in services
        for action, resource in asked
    )


def _lets(sid: str, services: Sequence[str], action: str, resource: str, source: dict[str, str]) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": services[0] if len(services) == 1 else list(services)},
        "Action": action,
        "Resource": resource,
        "Condition": {"StringEquals": source},
    }


def key_policy(place: Place, services: Sequence[str]) -> dict[str, Any]:
    """The policy of the key: the account's own policies say who reads findings, and GuardDuty encrypts them."""
    owner = {
        "Sid": "Enable IAM user permissions",
        "Effect": "Allow",
        "Principal": {"AWS": place.at(None).arn("iam", "root")},
        "Action": "kms:*",
        "Resource": "*",
    }
    encrypts = _lets("GuardDutyEncryptsFindings", services, "kms:GenerateDataKey", "*", {})
    encrypts["Condition"] = {"StringEquals": {"aws:SourceAccount": place.account}}
    return {"Version": "2012-10-17", "Statement": [owner, encrypts]}


def arn_of(home: Place) -> str:
    """ARN of the bucket that is kept in the account at `home`."""
    return bucket_arn(home, bucket_name(home.account))
