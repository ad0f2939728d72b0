"""What AWS Config records is kept where nobody who works in the account can change it.

In an organization that has an account for logs, that is a bucket there, one for all accounts; else a bucket of the
account's own. Somebody else's bucket has the configuration of every resource in it.

Check by hand:
    aws configservice describe-delivery-channels --region REGION --query 'DeliveryChannels[].s3BucketName'

Fix by hand:
    aws configservice put-delivery-channel --region REGION --delivery-channel name=NAME,s3BucketName=hardpan-config-ORGANIZATION_ID

Edge cases:
    The organization's bucket has the organization's id in its name, and is in the account that organization.log_archive of
    hardpan.yaml names. A channel that delivers to another bucket is moved with your consent only: what was delivered stays
    in the old bucket, and whoever reads it there finds no more. Where the other bucket is the one you want, waive this.
    Channels of AWS Control Tower pass: its own Log Archive account keeps what they deliver.

Source: https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE
from ...s3.facts import Bucket
from ..examples import CHANNEL, OWNED, REGION, SHARED_CHANNEL, TOWER_CHANNEL, WITHOUT
from ..facts import Channel
from ..wanted import DESTINATION, OFF, destination, is_wanted


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    catalogue="config.recorder",
    joins=[Channel, Bucket, Account, *DESTINATION],
    passes=[
        (REGION, CHANNEL, OWNED, IN_NONE),
        (REGION, CHANNEL, OWNED, AS_MEMBER),
        (REGION, replace(CHANNEL, bucket="photos"), replace(OWNED, name="photos"), IN_NONE),
        (REGION, SHARED_CHANNEL, AS_MEMBER, DESCRIBED),
        (REGION, TOWER_CHANNEL, AS_MEMBER, DESCRIBED),
    ],
    fails=[
        (REGION, IN_NONE),
        (REGION, replace(CHANNEL, bucket="photos"), OWNED, IN_NONE),
        (REGION, CHANNEL, OWNED, AS_MEMBER, DESCRIBED),
    ],
    not_applicable=[(REGION, IN_NONE, WITHOUT), (REGION, CHANNEL, IN_NONE, WITHOUT)],
    cost="storage: cents a month",
)
def archived(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not is_wanted(want):
        return OFF
    found = snapshot.at(Channel, region.place)
    if not found:
        return Fail("there is no delivery channel")
    (here,) = found
    if here.is_control_towers:
        return Pass(f"{here.bucket} keeps what is recorded, as AWS Control Tower has it")
    (account,) = (one for one in snapshot.accounts if one.id == region.place.account)
    meant = destination(want, snapshot, account)
    if here.bucket == meant.name:
        return Pass(f"{here.bucket} keeps what is recorded")
    if meant.organization:
        return Fail(f"{here.bucket} keeps what is recorded, not {meant.name} of {want.organization.log_archive}")
    if any(bucket.name == here.bucket for bucket in snapshot.all(Bucket, account=account.id)):
        return Pass(f"{here.bucket}, a bucket of this account, keeps what is recorded")
    return Fail(f"{here.bucket}, which is no bucket of this account, is given what is recorded")
