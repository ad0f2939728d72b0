"""No Region is enabled that nobody means to use.

What runs in a Region nobody looks at stays unseen: that is where stolen credentials mine. Regions launched since 2019
are off until an account enables them, and keeping the unused ones off costs nothing.

Check by hand:
    aws account list-regions --region-opt-status-contains ENABLED ENABLING

Fix by hand:
    aws account disable-region --region-name REGION

Edge cases:
    Resources in a disabled Region stay, cost, and cannot be reached until it is enabled again: see first that it is
    empty. Disabling takes minutes to hours. The Regions enabled by default cannot be disabled; a guardrail of an
    organization can deny them. Regions that you use go to allowed_regions in hardpan.yaml.

Source: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline
from hardpan.model import Account, Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import ACCOUNT, OPT_IN
from ..facts import OptInRegion
from ..regions import unused


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="acct.regions.opt-in",
    joins=[OptInRegion],
    passes=[
        (ACCOUNT,),
        (ACCOUNT, replace(OPT_IN, status="DISABLING")),
        (ACCOUNT, OPT_IN, replace(EXAMPLE, allowed_regions=("af-south-1",))),
    ],
    fails=[(ACCOUNT, OPT_IN), (ACCOUNT, replace(OPT_IN, status="ENABLING"))],
)
def unused_regions_off(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    found = unused(want, snapshot, account.id)
    if found:
        return Fail(f"enabled, and not among allowed_regions: {', '.join(region.name for region in found)}")
    return Pass("no Region is enabled beyond those enabled by default and those allowed")
