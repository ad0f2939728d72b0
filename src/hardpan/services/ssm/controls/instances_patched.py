"""No managed instance lacks a critical or a security patch.

Most break-ins by way of software use a flaw for which there was a patch. A machine that nobody has looked at for a week
counts as one that lacks some.

Check by hand:
    aws ssm describe-instance-patch-states --region REGION --instance-ids INSTANCE_ID

Fix by hand:
    aws ssm send-command --region REGION --document-name AWS-RunPatchBaseline --parameters Operation=Scan --instance-ids INSTANCE_ID
    aws ssm send-command --region REGION --document-name AWS-RunPatchBaseline --parameters Operation=Install --instance-ids INSTANCE_ID

Edge cases:
    Which patches are asked for is up to the instance's patch baseline. Installing may restart the machine; one that
    waits for its restart counts as lacking the patch. Machines that are replaced rather than patched are made again from
    a newer image. Instances that Systems Manager does not know are ssm.instances_managed's.

Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-compliance-states.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import PATCHED
from ..facts import PatchState

_RECENT = timedelta(days=7)


@control(
    section="infrastructure-protection",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="infra.patch",
    passes=[PATCHED],
    fails=[
        replace(PATCHED, critical=1),
        replace(PATCHED, security=3),
        replace(PATCHED, scanned=None),
        replace(PATCHED, scanned=PATCHED.scanned and PATCHED.scanned - _RECENT),
    ],
    none="no instance that runs is managed",
    human=(
        "Console > Systems Manager > Patch Manager > Create patch policy: scan daily and install weekly, for all "
        "instances or by a tag, in hours in which a restart hurts nobody. Machines made from an image: build the image "
        "anew, and replace them."
    ),
)
def instances_patched(instance: PatchState, snapshot: Snapshot) -> Verdict:
    if not instance.scanned:
        return Fail("nobody has looked for patches that it lacks")
    wrong = [
        f"{count} {kind}" for kind, count in (("critical", instance.critical), ("security", instance.security)) if count
    ]
    if wrong:
        return Fail(f"it lacks patches: {', '.join(wrong)}")
    if snapshot.taken - instance.scanned > _RECENT:
        return Fail(f"it was last looked at on {instance.scanned:%Y-%m-%d}, more than 7 days ago")
    return Pass(f"it lacked no critical and no security patch on {instance.scanned:%Y-%m-%d}")
