"""One trail records every account and Region of the organization.

An account that looks after its own trail can stop it. The organization's is made in the management account, shows in
every other and can be changed in none of them; a new account is recorded from its first minute, and closing in on an
intruder who moves between accounts takes one place to look.

Check by hand:
    aws organizations list-aws-service-access-for-organization
    aws cloudtrail describe-trails --query 'trailList[?IsOrganizationTrail].[TrailARN,IsMultiRegionTrail,S3BucketName]'
    aws cloudtrail get-trail-status --name TRAIL_ARN --region HOME_REGION

Fix by hand:
    aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com
    aws cloudtrail create-trail --name hardpan-trail --s3-bucket-name LOG_BUCKET --is-organization-trail --is-multi-region-trail --enable-log-file-validation --region HOME_REGION
    aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION

Edge cases:
    The bucket comes first, in the account that keeps the logs: its policy must let CloudTrail write below
    AWSLogs/MANAGEMENT_ACCOUNT/ and AWSLogs/ORGANIZATION_ID/ for this trail. Where the management account has a trail of
    its own by the same name, `update-trail --is-organization-trail --s3-bucket-name LOG_BUCKET` turns that into the
    organization's: CloudTrail checks the new bucket first, and there is no moment without a record, which deleting and
    making it again would leave. Log files of before stay in the old bucket. Members see the trail some minutes later;
    an account that does not have the trail's home Region is recorded nowhere, so let that be one that is on by default.
    Trails of members' own go on, and each is a further copy that is billed.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...account.examples import OPT_IN
from ...account.facts import OptInRegion
from ...controltower.zone import IN_ITS_SETTINGS
from ...organizations.examples import AS_MEMBER, BILLING_ONLY, DESCRIBED, IN_NONE, MEMBERSHIP, TRUSTED
from ...organizations.facts import Membership, TrustedServices
from ...organizations.standing import FEATURES_FIRST, unavailable
from ..examples import SHARED_TRAIL, TRAIL
from ..facts import Trail
from ..organization import CLOUDTRAIL

_LET_IN = replace(TRUSTED, principals=(CLOUDTRAIL,))


@control(
    section="audit-trail",
    severity=Severity.CRITICAL,
    catalogue="trail.org",
    joins=[Trail, TrustedServices, OptInRegion],
    passes=[
        (MEMBERSHIP, SHARED_TRAIL, _LET_IN),
        (MEMBERSHIP, SHARED_TRAIL, replace(TRAIL, is_logging=False), _LET_IN),
        (MEMBERSHIP, SHARED_TRAIL, _LET_IN, OPT_IN),
    ],
    fails=[
        (MEMBERSHIP, _LET_IN),
        (MEMBERSHIP, TRAIL, _LET_IN),
        (MEMBERSHIP, replace(SHARED_TRAIL, is_logging=False), _LET_IN),
        (MEMBERSHIP, replace(SHARED_TRAIL, multi_region=False), _LET_IN),
        (MEMBERSHIP, SHARED_TRAIL, TRUSTED),
        (MEMBERSHIP, SHARED_TRAIL, _LET_IN, replace(OPT_IN, name=SHARED_TRAIL.home_region)),
        (BILLING_ONLY,),
        (IN_NONE, DESCRIBED),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER,)],
    human=f"Name the account that keeps all accounts' logs in organization.log_archive of hardpan.yaml, or make the "
    f"trail by hand as this control's page says. {IN_ITS_SETTINGS} > CloudTrail configuration: Enabled. "
    f"{FEATURES_FIRST}",
    cost="free for the first copy of management events; storage in S3 is cents a month for a quiet account",
)
def organization_trail(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account, want):
        return verdict
    lacking = []
    for trail in snapshot.all(Trail, account=account.place.account):
        if trail.organization and trail.complete:
            if trail.home_region in [region.name for region in snapshot.at(OptInRegion, account.place)]:
                return Fail(f"{trail.name} misses accounts that do not have its home Region, {trail.home_region}")
            (trusted,) = snapshot.at(TrustedServices, account.place)
            if CLOUDTRAIL not in trusted.principals:
                return Fail(f"{trail.name} reaches no other account: {CLOUDTRAIL} is not trusted")
            return Pass(f"{trail.name} records every account and Region")
        if trail.organization:
            lacking.append(f"{trail.name}: {', '.join(trail.shortcomings)}")
    return Fail("; ".join(lacking) or "no trail records the whole organization")
