"""Every trail writes digest files that prove its logs were not altered.

Whoever can write to the log bucket can rewrite history. Each hour CloudTrail signs a digest of the log files it
delivered; with it, a changed or missing file shows. Without it, logs are no evidence.

Check by hand:
    aws cloudtrail describe-trails --include-shadow-trails --query 'trailList[].[TrailARN,LogFileValidationEnabled]'
    aws cloudtrail get-trail-status --name TRAIL_ARN --region HOME_REGION --query '[LatestDigestDeliveryTime,LatestDigestDeliveryError]'

Fix by hand:
    aws cloudtrail update-trail --name TRAIL_ARN --enable-log-file-validation --region HOME_REGION

Edge cases:
    The first digest comes an hour after validation is turned on. An organization's trail is changed in the
    account that made it; where validation is off, its copies in the members are not judged again. Turning validation
    off and on again breaks the chain of digests for that time.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...controltower.zone import IN_ITS_SETTINGS
from ..examples import NOON, SHARED_TRAIL, TRAIL
from ..facts import Trail

_DAY = timedelta(hours=24)
# As it shows in another account of the organization.
_COPY = replace(SHARED_TRAIL, arn="arn:aws:cloudtrail:eu-west-1:444455556666:trail/hardpan-trail")


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    catalogue="trail.validation",
    passes=[
        TRAIL,
        _COPY,
        replace(TRAIL, digest_delivered=None),
        replace(TRAIL, is_logging=False, digest_delivered=None),
    ],
    fails=[
        replace(TRAIL, log_file_validation=False),
        replace(TRAIL, digest_error="AccessDenied"),
        replace(TRAIL, digest_delivered=NOON - timedelta(days=2)),
    ],
    not_applicable=[replace(_COPY, log_file_validation=False)],
    none="there is no trail",
    human=f"{IN_ITS_SETTINGS}; a reset of the landing zone turns validation on again.",
)
def log_file_validation(trail: Trail, snapshot: Snapshot) -> Verdict:
    if not trail.log_file_validation and trail.owner != trail.place.account:
        return NotApplicable(f"log file validation is off, which is judged in account {trail.owner}, whose trail it is")
    if not trail.log_file_validation:
        return Fail("log file validation is off")
    if trail.digest_error:
        return Fail(f"validation is on, but digest files cannot be written: {trail.digest_error}")
    if trail.digest_delivered is None:
        return Pass("validation is on; no digest file was due yet")
    if trail.is_logging and snapshot.taken - trail.digest_delivered > _DAY:
        return Fail(f"validation is on, but the latest digest file is of {trail.digest_delivered:%Y-%m-%d %H:%M} UTC")
    return Pass("digest files are written")
