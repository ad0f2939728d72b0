"""Evidence of incidents has a bucket in which nothing can be changed.

What is collected while an incident goes on is worth something only if it can be shown that nobody touched it since. The
bucket is there before, with Object Lock, in the account for forensics.

Check by hand:
    aws s3api get-object-lock-configuration --bucket hardpan-evidence-ACCOUNT

Fix by hand:
    aws s3api create-bucket --bucket hardpan-evidence-ACCOUNT --object-lock-enabled-for-bucket
    aws s3api put-object-lock-configuration --bucket hardpan-evidence-ACCOUNT --object-lock-configuration 'ObjectLockEnabled=Enabled,Rule={DefaultRetention={Mode=GOVERNANCE,Days=730}}'

Edge cases:
    Asked in the account that organization.forensics of hardpan.yaml names. Files are locked for logs.minimum_days, in
    GOVERNANCE mode: who has s3:BypassGovernanceRetention may delete all the same. A longer or stricter lock passes, and
    nothing is ever deleted by a rule.

Source: https://docs.aws.amazon.com/prescriptive-guidance/latest/security-reference-architecture/cyber-forensics.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.services.organizations.examples import DESCRIBED, TOOLING
from hardpan.snapshot import Snapshot

from ..examples import EVIDENCE
from ..facts import EvidenceBucket, Lock
from ..log_lock import lock_fault

_NAMED = replace(DESCRIBED, organization=replace(DESCRIBED.organization, forensics="security"))
_OTHER = replace(TOOLING, name="shop")


@control(
    section="incident-response",
    severity=Severity.LOW,
    catalogue="ir.forensics-account",
    profile="enterprise",
    joins=[EvidenceBucket],
    passes=[(TOOLING, EVIDENCE, _NAMED), (TOOLING, replace(EVIDENCE, lock=Lock("COMPLIANCE", 3650)), _NAMED)],
    fails=[
        (TOOLING, _NAMED),
        (TOOLING, replace(EVIDENCE, lock=None), _NAMED),
        (TOOLING, replace(EVIDENCE, lock=Lock("GOVERNANCE", 30)), _NAMED),
    ],
    not_applicable=[(TOOLING, EVIDENCE, DESCRIBED), (_OTHER, EVIDENCE, _NAMED)],
    human=(
        "The bucket is there without a lock. Console > S3 > the bucket > Properties > Object Lock: turn it on, with a "
        "default retention in governance mode; it is never off again."
    ),
    cost="storage of what is put there",
)
def evidence_bucket(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    found = snapshot.at(EvidenceBucket, account.place)
    forensics = want.organization.forensics
    if forensics is None:
        return NotApplicable("hardpan.yaml names no account for forensics")
    if account.name != forensics:
        return NotApplicable(f"kept in account {forensics}")
    if not found:
        return Fail("there is no bucket for evidence")
    if fault := lock_fault(found[0].lock, Lock("GOVERNANCE", want.logs.minimum_days)):
        return Fail(fault)
    return Pass(f"{found[0].name} keeps what is put there")
