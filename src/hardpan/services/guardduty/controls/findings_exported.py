"""GuardDuty's findings are kept in a bucket, beyond the 90 days for which it keeps them.

Whoever looks into an incident wants to know what was seen half a year before. GuardDuty forgets; a bucket in the account
that keeps the logs does not.

Check by hand:
    aws guardduty list-publishing-destinations --region REGION --detector-id DETECTOR_ID

Fix by hand:
    aws s3api create-bucket --bucket hardpan-findings-ACCOUNT
    aws s3api put-bucket-policy --bucket hardpan-findings-ACCOUNT --policy file://guardduty-may-write.json
    aws kms create-key --region HOME_REGION --policy file://guardduty-may-encrypt.json
    aws guardduty create-publishing-destination --region REGION --detector-id DETECTOR_ID --destination-type S3 --destination-properties DestinationArn=BUCKET_ARN,KmsKeyArn=KEY_ARN

    Once in each Region, to one bucket; bucket and key are in the same Region. `hardpan plan --output aws-cli` prints
    the policies.

Edge cases:
    With organization.security_tooling that account has the findings of all members and sends them; in the others this
    is not judged. A Region that is opted into sends under a name of its own: it has to be in allowed_regions of
    hardpan.yaml. Any S3 destination that works passes. Archived findings are not sent.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Region, Severity, Verdict, control
from hardpan.services.organizations.examples import DESCRIBED, TOOLING
from hardpan.snapshot import Snapshot

from ..examples import DETECTOR
from ..export import sends
from ..export_facts import Destination, Export

_REGION = Region(place=DETECTOR.place)
_WORKS = Destination("1234", "S3", "PUBLISHING")
_EXPORT = Export(place=DETECTOR.place, detector=DETECTOR.id, destinations=(_WORKS,))
_BROKEN = replace(_WORKS, status="UNABLE_TO_PUBLISH_FIX_DESTINATION_PROPERTY")


@control(
    section="threat-detection",
    severity=Severity.MEDIUM,
    catalogue="detect.guardduty.export",
    profile="team",
    joins=[Account, Export],
    passes=[(_REGION, _EXPORT), (_REGION, TOOLING, _EXPORT, DESCRIBED)],
    fails=[
        (_REGION,),
        (_REGION, replace(_EXPORT, destinations=())),
        (_REGION, replace(_EXPORT, destinations=(_BROKEN,))),
        (_REGION, TOOLING, replace(_EXPORT, destinations=()), DESCRIBED),
    ],
    not_applicable=[(_REGION, replace(_EXPORT, destinations=()), DESCRIBED)],
    human=(
        "Console > GuardDuty > Settings > Findings export options, in each Region named: see why the destination does "
        "not work. The bucket's policy and the key's have to let GuardDuty in, and both are in one Region."
    ),
    cost="a key for 1 USD a month; storage and requests are cents",
)
def findings_exported(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not sends(snapshot, want):
        return NotApplicable(f"sent from account {want.organization.security_tooling}, which administers GuardDuty")
    found = snapshot.at(Export, region.place)
    if not found:
        return Fail("GuardDuty is off, and there are no findings to keep")
    destinations = [one for export in found for one in export.destinations]
    if any(one.works for one in destinations):
        return Pass("findings are brought to a bucket")
    return Fail(
        f"findings cannot be brought to their bucket: {destinations[0].status}"
        if destinations
        else "findings are forgotten after 90 days"
    )
