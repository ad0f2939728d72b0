"""Resources are shared with known accounts only.

A share gives another account a subnet, a transit gateway or a key as if it were its own. The one for a project of three
years ago still does.

Check by hand:
    aws ram get-resource-shares --region REGION --resource-owner SELF --resource-share-status ACTIVE
    aws ram list-principals --region REGION --resource-owner SELF

Fix by hand:
    aws ram disassociate-resource-share --region REGION --resource-share-arn ARN --principals ACCOUNT

Edge cases:
    Accounts of the organization are known, whoever they are; others have to be in exceptions.trusted_accounts or
    exceptions.third_party_accounts of hardpan.yaml. What runs in a shared subnet keeps running, but nobody can start
    anything new there. Shares of AWS's resource policies that were never promoted to RAM are not seen here.

Source: https://docs.aws.amazon.com/ram/latest/userguide/getting-started-sharing.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import SHARE
from ..facts import ResourceShare
from ..wanted import trusted

_SUPPLIER = "999988887777"
_OUTSIDE = replace(SHARE, open=True, outsiders=(_SUPPLIER,))
_ROLE = replace(_OUTSIDE, outsiders=(f"arn:aws:iam::{_SUPPLIER}:role/them",))
_KNOWN = replace(EXAMPLE, exceptions=Exceptions(third_party_accounts=(_SUPPLIER,)))


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="org.ram.internal-only",
    passes=[SHARE, replace(SHARE, open=True), (_OUTSIDE, _KNOWN), (_ROLE, _KNOWN)],
    fails=[_OUTSIDE, _ROLE],
    none="nothing is shared",
)
def shares_known(share: ResourceShare, want: Baseline) -> Verdict:
    if strangers := share.strangers(trusted(want)):
        return Fail(f"{share.name} is shared with {', '.join(strangers)}")
    if share.outsiders:
        return Pass(f"{share.name} is shared with {', '.join(share.outsiders)}, excepted in hardpan.yaml")
    return Pass(f"{share.name} is shared with nobody outside")
