"""Nothing hides GuardDuty findings without being named in hardpan.yaml.

A filter with the action ARCHIVE puts findings away before anyone sees them, and addresses on a trusted list are not
looked at. Both have their uses; both are also what an intruder sets up to work in peace.

Check by hand:
    aws guardduty list-filters --region REGION --detector-id DETECTOR_ID
    aws guardduty get-filter --region REGION --detector-id DETECTOR_ID --filter-name NAME
    aws guardduty list-ip-sets --region REGION --detector-id DETECTOR_ID
    aws guardduty list-trusted-entity-sets --region REGION --detector-id DETECTOR_ID

Fix by hand:
    Name what is meant to be there in hardpan.yaml, under exceptions.guardduty_filters or .guardduty_ip_sets. Else:
    aws guardduty delete-filter --region REGION --detector-id DETECTOR_ID --filter-name NAME
    aws guardduty delete-ip-set --region REGION --detector-id DETECTOR_ID --ip-set-id ID
    aws guardduty delete-trusted-entity-set --region REGION --detector-id DETECTOR_ID --trusted-entity-set-id ID

Edge cases:
    What a filter has archived stays archived: look through it. Lists that are inactive hide nothing and do not count.
    Filters and lists of an organization's administrator work in its members but are seen only in its own account.

Source: https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, NotApplicable, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import DETECTOR, FILTER, REGION, TRUSTED_LIST
from ..facts import Detector, Filter, TrustedList
from ..suppressions import archiving_filters, lists_in_use

_HIDES = replace(FILTER, action="ARCHIVE")
_TRUSTS = replace(TRUSTED_LIST, status="ACTIVE")
_EXCEPTED = replace(EXAMPLE, exceptions=Exceptions(guardduty_filters=("probes-*",), guardduty_ip_sets=("offices",)))


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.guardduty.clean",
    joins=[Detector, Filter, TrustedList],
    passes=[
        (REGION, DETECTOR),
        (REGION, DETECTOR, FILTER, TRUSTED_LIST),
        (REGION, DETECTOR, _HIDES, _TRUSTS, _EXCEPTED),
    ],
    fails=[
        (REGION, DETECTOR, _HIDES),
        (REGION, DETECTOR, _TRUSTS),
        (REGION, DETECTOR, replace(_TRUSTS, kind="TrustedEntitySet", name="partners"), _EXCEPTED),
    ],
    not_applicable=[(REGION,)],
)
def no_unapproved_suppression(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not snapshot.at(Detector, region.place):
        return NotApplicable("GuardDuty is off here")
    hiding = [str(found.name) for found in archiving_filters(region.place, snapshot, want, approved=False)]
    if hiding:
        return Fail(f"findings are archived unseen by the filter {', '.join(hiding)}")
    hiding = [str(found.name) for found in lists_in_use(region.place, snapshot, want, approved=False)]
    if hiding:
        return Fail(f"nothing is found about what is on the trusted list {', '.join(hiding)}")
    known = [str(found.name) for found in archiving_filters(region.place, snapshot, want, approved=True)]
    known += [str(found.name) for found in lists_in_use(region.place, snapshot, want, approved=True)]
    return Pass(f"excepted in hardpan.yaml: {', '.join(known)}" if known else "nothing hides findings")
