"""AWS Config records every type of resource, by its service-linked role.

A type that is left out is where a change is not seen. The service-linked role may read all that Config knows, also what
it learns later; a role of one's own falls behind, and whoever changes its policy blinds the recorder.

Check by hand:
    aws configservice describe-configuration-recorders --region REGION --query 'ConfigurationRecorders[].[roleARN,recordingGroup,recordingMode]'

Fix by hand:
    aws configservice put-configuration-recorder --region REGION --configuration-recorder name=NAME,roleARN=arn:aws:iam::ACCOUNT_ID:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig --recording-group allSupported=true,includeGlobalResourceTypes=false

Edge cases:
    In the home Region includeGlobalResourceTypes is true, so that users, groups, roles and policies of IAM are recorded
    once; in further Regions they would be recorded, and billed, again, which is told and passes. Where the home Region is
    younger than February 2022 it is the partition's global Region instead, since Config does not record IAM there. Daily
    recording passes where continuous is not asked for; what is recorded continuously passes for both. Types that somebody
    left out may be left out for their cost: they are recorded with your consent only.

Source: https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline
from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import RECORDER, REGION, SELECTIVE, TOWER_RECORDER, TOWER_ROLE, WITHOUT
from ..facts import Recorder
from ..wanted import OFF, is_wanted, records_global
from ..whole import faults

_ALWAYS = replace(RECORDER, mode={"recordingFrequency": "CONTINUOUS"})
_WITHOUT_GLOBAL = replace(RECORDER, group={**RECORDER.group, "includeGlobalResourceTypes": False})
_AWAY = REGION.place.at("us-east-1")
_SOME = {"allSupported": False, "includeGlobalResourceTypes": False, "resourceTypes": ["AWS::EC2::Instance"]}


@control(
    section="audit-trail",
    severity=Severity.MEDIUM,
    catalogue="config.recorder",
    joins=[Recorder],
    passes=[
        (REGION, RECORDER),
        (REGION, _ALWAYS),
        (REGION, TOWER_RECORDER),
        (replace(REGION, place=_AWAY), replace(_WITHOUT_GLOBAL, place=_AWAY)),
        (replace(REGION, place=_AWAY), replace(RECORDER, place=_AWAY)),
        (
            replace(REGION, place=_AWAY),
            RECORDER,
            replace(RECORDER, place=_AWAY),
            replace(EXAMPLE, home_region="eu-south-2"),
        ),
    ],
    fails=[
        (REGION,),
        (REGION, SELECTIVE),
        (REGION, replace(RECORDER, group=_SOME)),
        (REGION, replace(RECORDER, role=TOWER_ROLE.arn.replace("aws-controltower-", "our"))),
        (REGION, _WITHOUT_GLOBAL),
        (REGION, RECORDER, replace(EXAMPLE, config_recorder="continuous")),
    ],
    not_applicable=[(REGION, WITHOUT), (REGION, SELECTIVE, WITHOUT)],
    human=(
        "Where AWS Control Tower records: Console > Control Tower > Landing zone settings; what its recorders leave "
        "out is changed there and nowhere else. Where nothing is recorded: see control config.recorder."
    ),
    cost="0.003 USD an item recorded continuously, 0.012 USD a daily one",
)
def records_everything(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not is_wanted(want):
        return OFF
    found = snapshot.at(Recorder, region.place)
    if not found:
        return Fail("nothing is recorded")
    (here,) = found
    if wrong := faults(here, want):
        return Fail("; ".join(wrong))
    again = here.records_global and not records_global(want, here.place)
    return Pass(
        f"every type is recorded, {here.frequency.lower()}"
        + ("; IAM as well, which the home Region has already" if again else "")
    )
