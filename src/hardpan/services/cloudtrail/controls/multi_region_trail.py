"""A running trail records all management events of all Regions.

Who did what, when and from where is known only if it was written down at the time. CloudTrail's own event history
goes back 90 days and can be searched one Region at a time; a trail keeps everything for as long as you choose. It
has to cover Regions you never use: that is where an intruder prefers to work.

Check by hand:
    aws cloudtrail describe-trails --include-shadow-trails
    aws cloudtrail get-trail-status --name TRAIL_ARN --region HOME_REGION
    aws cloudtrail get-event-selectors --trail-name TRAIL_ARN --region HOME_REGION

Fix by hand:
    aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail --include-global-service-events --region HOME_REGION
    aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors '[{"Name":"management","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]'
    aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION
    aws cloudtrail create-trail --name hardpan-trail --s3-bucket-name LOG_BUCKET --is-multi-region-trail --enable-log-file-validation --region HOME_REGION

Edge cases:
    An organization's trail counts in its member accounts, where it shows as a shadow trail; where hardpan.yaml has
    organization.log_archive, no account gets a trail of its own beside it. `put-event-selectors` replaces all
    selectors: carry over those for data events. Make a new trail only where none can be repaired: the first copy of
    management events is free, each further one is billed.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Account, Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...controltower.zone import IN_ITS_SETTINGS
from ..examples import ACCOUNT, ALL_MANAGEMENT_EVENTS, TRAIL
from ..facts import Trail

_ADVANCED = {"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}
_READS_ONLY = {"FieldSelectors": [*_ADVANCED["FieldSelectors"], {"Field": "readOnly", "Equals": ["true"]}]}
_WITHOUT_KMS = {**ALL_MANAGEMENT_EVENTS, "ExcludeManagementEventSources": ["kms.amazonaws.com"]}


@control(
    section="audit-trail",
    severity=Severity.CRITICAL,
    catalogue="trail.multi-region",
    joins=[Trail],
    passes=[
        (ACCOUNT, TRAIL),
        (ACCOUNT, replace(TRAIL, event_selectors=(), advanced_event_selectors=(_ADVANCED,))),
        (ACCOUNT, replace(TRAIL, arn="arn:aws:cloudtrail:us-east-1:444455556666:trail/organization")),
    ],
    fails=[
        (ACCOUNT,),
        (ACCOUNT, replace(TRAIL, is_logging=False)),
        (ACCOUNT, replace(TRAIL, multi_region=False)),
        (ACCOUNT, replace(TRAIL, event_selectors=({**ALL_MANAGEMENT_EVENTS, "ReadWriteType": "WriteOnly"},))),
        (ACCOUNT, replace(TRAIL, event_selectors=(_WITHOUT_KMS,))),
        (ACCOUNT, replace(TRAIL, event_selectors=(), advanced_event_selectors=(_READS_ONLY,))),
    ],
    human=f"{IN_ITS_SETTINGS} > CloudTrail configuration: Enabled.",
    cost="free for the first copy of management events; storage in S3 is cents a month in a quiet account",
)
def multi_region_trail(account: Account, snapshot: Snapshot) -> Verdict:
    lacking = []
    for trail in snapshot.all(Trail, account=account.id):
        if trail.complete:
            return Pass(f"{trail.name} records all management events of all Regions")
        lacking.append(f"{trail.name}: {', '.join(trail.shortcomings)}")
    return Fail("; ".join(lacking) or "there is no trail")
