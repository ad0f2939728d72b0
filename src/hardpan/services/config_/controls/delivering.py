"""AWS Config delivers what it records.

A recorder needs a channel to start; and one whose bucket refuses it goes on recording while nothing is kept. Only the
status of the latest delivery tells.

Check by hand:
    aws configservice describe-delivery-channels --region REGION
    aws configservice describe-delivery-channel-status --region REGION --query 'DeliveryChannelsStatus[].configHistoryDeliveryInfo'

Fix by hand:
    aws configservice put-delivery-channel --region REGION --delivery-channel name=default,s3BucketName=BUCKET
    aws s3api get-bucket-policy --bucket BUCKET --query Policy --output text

Edge cases:
    A channel that has delivered nothing yet passes: the first file comes hours after the start. AWS Config cannot deliver
    to a bucket whose Object Lock keeps new files by default, so that it has a bucket of its own beside the log bucket. The
    service-linked role may write to no bucket: the bucket's policy has to let in config.amazonaws.com, also in the same
    account. Into which bucket is the question of config.archived.

Source: https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import CHANNEL, REGION, TOWER_CHANNEL, WITHOUT
from ..facts import Channel
from ..wanted import OFF, is_wanted


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    catalogue="config.recorder",
    joins=[Channel],
    passes=[(REGION, CHANNEL), (REGION, TOWER_CHANNEL)],
    fails=[(REGION,), (REGION, replace(CHANNEL, error="AccessDenied"))],
    not_applicable=[(REGION, WITHOUT), (REGION, CHANNEL, WITHOUT)],
    human=(
        "Where a delivery fails: let config.amazonaws.com write below AWSLogs/ACCOUNT_ID/Config/ in the bucket's "
        "policy, with aws:SourceAccount as condition; where the channel names a KMS key, let it use "
        "kms:GenerateDataKey and kms:Decrypt in the key's policy; a bucket with a default retention of Object Lock "
        "takes nothing from AWS Config. A bucket that is gone: make it again, or put-delivery-channel with another. "
        "What AWS Control Tower made is repaired by Reset, in its landing zone settings."
    ),
    cost="storage: cents a month",
)
def delivering(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not is_wanted(want):
        return OFF
    found = snapshot.at(Channel, region.place)
    if not found:
        return Fail("there is no delivery channel")
    (here,) = found
    if here.error:
        return Fail(f"the latest delivery to {here.bucket} failed: {here.error}")
    return Pass(f"{here.name} delivers to {here.bucket}")
