"""AWS Config records, in every Region.

It keeps what every resource looked like, and when that changed: who opened the port, and since when. Most checks of
Security Hub are made on it, and find nothing where nothing is recorded.

Check by hand:
    aws configservice describe-configuration-recorders --region REGION
    aws configservice describe-configuration-recorder-status --region REGION

Fix by hand:
    aws iam create-service-linked-role --aws-service-name config.amazonaws.com
    aws configservice put-configuration-recorder --region REGION --configuration-recorder name=default,roleARN=arn:aws:iam::ACCOUNT_ID:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig --recording-group allSupported=true,includeGlobalResourceTypes=false
    aws configservice put-delivery-channel --region REGION --delivery-channel name=default,s3BucketName=BUCKET
    aws configservice start-configuration-recorder --region REGION --configuration-recorder-name default

Edge cases:
    Asked for by config_recorder in hardpan.yaml: daily in the profiles team and enterprise, off in personal. A Region has
    one recorder, and one channel to deliver what it records; the recorder starts when both are there. Recorders that
    services have for themselves are no part of this. One that AWS Control Tower made, and accounts that it governs, are
    left as they are: it takes no account that has a recorder of its own.

Source: https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import RECORDER, REGION, TOWER_RECORDER, WITHOUT
from ..facts import Recorder
from ..wanted import OFF, is_wanted

_ELSEWHERE = replace(RECORDER, place=RECORDER.place.at("us-east-1"))


@control(
    section="audit-trail",
    severity=Severity.HIGH,
    catalogue="config.recorder",
    joins=[Recorder],
    passes=[(REGION, RECORDER), (REGION, TOWER_RECORDER)],
    fails=[
        (REGION,),
        (REGION, _ELSEWHERE),
        (REGION, replace(RECORDER, recording=False)),
        (REGION, replace(RECORDER, error="AccessDenied")),
        (REGION, replace(TOWER_RECORDER, recording=False)),
    ],
    not_applicable=[(REGION, WITHOUT), (REGION, RECORDER, WITHOUT)],
    human=(
        "A recorder that fails: the message says why; AccessDenied is the policy of its bucket, or its role. Where "
        "AWS Control Tower governs the organization: Console > Control Tower > Landing zone settings, add the "
        "Region to those that it governs, or enroll the account; where its recorder is stopped, Reset the landing "
        "zone, or re-register the account's organizational unit."
    ),
    cost="0.003 USD an item recorded continuously, 0.012 USD a daily one",
)
def recorder(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not is_wanted(want):
        return OFF
    found = snapshot.at(Recorder, region.place)
    if not found:
        return Fail("nothing is recorded")
    (here,) = found
    whose = f"{here.name}, which is AWS Control Tower's," if here.is_control_towers else here.name
    if not here.recording:
        return Fail(f"{whose} is stopped")
    if here.error:
        return Fail(f"{whose} fails: {here.error}")
    return Pass(f"{whose} records")
