"""No critical finding of Security Hub is left open for a week.

Security Hub checks the same account with other eyes. What it calls critical is what intruders look for first; a list
that nobody works off is as good as none.

Check by hand:
    aws securityhub get-findings --region HOME_REGION --filters '{"SeverityLabel":[{"Value":"CRITICAL","Comparison":"EQUALS"}],"ComplianceStatus":[{"Value":"FAILED","Comparison":"EQUALS"}],"RecordState":[{"Value":"ACTIVE","Comparison":"EQUALS"}],"WorkflowStatus":[{"Value":"NEW","Comparison":"EQUALS"}]}'

Fix by hand:
    aws securityhub batch-update-findings --region HOME_REGION --finding-identifiers Id=FINDING_ID,ProductArn=PRODUCT_ARN --workflow Status=SUPPRESSED --note Text=REASON,UpdatedBy=NAME

    Put right what it found: the next check resolves it by itself. Suppress, with a note, only what is meant to be so.

Edge cases:
    Findings younger than seven days pass. Where findings of all Regions are brought to one, they are judged there, and
    those of an organization in the account that administers Security Hub.

Source: https://docs.aws.amazon.com/securityhub/latest/userguide/finding-workflow-status.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.services.organizations.examples import DESCRIBED, TOOLING
from hardpan.snapshot import Snapshot

from ...administration import is_tooling
from ..examples import FINDINGS, NEW
from ..facts import OpenFindings

_A_WEEK = timedelta(days=7)
_SHOWN = 3
_OLD = replace(FINDINGS, critical=(replace(NEW, since=datetime(2026, 10, 20, 12, tzinfo=UTC)), NEW))


@control(
    section="threat-detection",
    severity=Severity.HIGH,
    catalogue="detect.securityhub.clean",
    profile="team",
    joins=[Account],
    passes=[FINDINGS, replace(FINDINGS, critical=()), (FINDINGS, TOOLING, DESCRIBED)],
    fails=[_OLD, (_OLD, TOOLING, DESCRIBED)],
    not_applicable=[replace(FINDINGS, home="us-east-1", critical=()), (_OLD, DESCRIBED)],
    none="Security Hub is off",
    human=(
        "Console > Security Hub CSPM > Findings, severity Critical, compliance Failed, workflow New or Notified. Put "
        "each right as its remediation says; suppress with a note what is meant to be so, under Workflow status."
    ),
)
def no_critical_findings(findings: OpenFindings, snapshot: Snapshot, want: Baseline) -> Verdict:
    if want.organization.security_tooling and not is_tooling(snapshot, want):
        return NotApplicable(f"judged in account {want.organization.security_tooling}")
    if findings.home != findings.place.region:
        return NotApplicable(f"findings of this Region are brought to {findings.home}, and judged there")
    old = [one for one in findings.critical if snapshot.taken - one.since > _A_WEEK]
    if old:
        names = [f"{one.title} ({one.account})" for one in old[:_SHOWN]]
        more = [f"and {len(old) - _SHOWN} more"] if len(old) > _SHOWN else []
        return Fail(f"open for more than a week: {'; '.join([*names, *more])}")
    found = len(findings.critical)
    return Pass(f"{found} critical findings, none older than a week" if found else "no critical finding is open")
