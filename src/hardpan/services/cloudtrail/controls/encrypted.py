"""Every trail encrypts its log files with a key whose policy is yours.

Encrypted by S3 alone, log files are read by whoever may read the bucket. With a key of your own that takes a second
right, in another policy; every reading shows as a use of the key, and it can be ended for everybody by one request.

Check by hand:
    aws cloudtrail describe-trails --include-shadow-trails --query 'trailList[].[TrailARN,KmsKeyId]'
    aws kms get-key-policy --key-id KEY_ARN --policy-name default --output text

Fix by hand:
    aws kms put-key-policy --key-id KEY_ARN --policy-name default --policy file://POLICY.json
    aws cloudtrail update-trail --name TRAIL_ARN --kms-key-id KEY_ARN --region HOME_REGION
    aws cloudtrail get-trail-status --name TRAIL_ARN --region HOME_REGION

Edge cases:
    The key is in the bucket's Region, which need not be the trail's, and best in the account that keeps the log files.
    Its policy lets CloudTrail use it for this trail alone (aws:SourceArn, kms:EncryptionContext:aws:cloudtrail:arn),
    and decrypt where the bucket has S3 Bucket Keys. A disabled key stops delivery. Hardpan encrypts the trail of an
    organization whose logs are kept in organization.log_archive; other trails are for whoever made them, and Control
    Tower's gets its key in the settings of the landing zone. The copies of
    an organization's trail in its members are not judged again where it lacks a key: the account that has it is. Log
    files stay as they were written, so that keys of before are needed for as long as those files are.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.prices import said

from ...controltower.zone import IN_ITS_SETTINGS
from ..examples import SHARED_TRAIL, TRAIL
from ..facts import Trail

# As it shows in another account of the organization.
_COPY = replace(SHARED_TRAIL, arn="arn:aws:cloudtrail:eu-west-1:444455556666:trail/hardpan-trail")


@control(
    section="audit-trail",
    severity=Severity.HIGH,
    catalogue="trail.kms",
    profile="team",
    passes=[SHARED_TRAIL, _COPY, replace(TRAIL, key="arn:aws:kms:eu-west-1:111122223333:key/1234abcd")],
    fails=[TRAIL, replace(SHARED_TRAIL, key=None)],
    not_applicable=[replace(_COPY, key=None)],
    none="there is no trail",
    human="Of a trail beside the organization's: delete it with `aws cloudtrail delete-trail` where that took its "
    "place, or make a key that CloudTrail may use for it and name it with `aws cloudtrail update-trail --kms-key-id`. "
    f"{IN_ITS_SETTINGS} > KMS encryption; the key is one of the management account, in the home Region, whose policy "
    "lets CloudTrail and AWS Config use it.",
    cost=f"a key: {said('kms.key')}, and {said('kms.rotation')}",
)
def encrypted(trail: Trail) -> Verdict:
    if trail.key is None and trail.owner != trail.place.account:
        return NotApplicable(f"it has no key, which is judged in account {trail.owner}, whose trail it is")
    if trail.key is None:
        return Fail("log files have no key of their own: SSE-S3")
    return Pass(f"log files are encrypted with {trail.key}")
