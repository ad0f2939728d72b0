"""An analyzer looks for access from outside in every Region.

It reads the policies of buckets, keys, roles, queues, functions and more, and reasons about who could come in. What it
finds, nobody has to look for by hand; and it costs nothing.

Check by hand:
    aws accessanalyzer list-analyzers --region REGION

Fix by hand:
    aws accessanalyzer create-analyzer --region REGION --analyzer-name hardpan --type ACCOUNT

Edge cases:
    An analyzer of the organization, in its management account or delegated administrator, covers the members too, but
    is listed only where it is, and nothing of it shows in a member: so each account has one of its own as well, which
    costs nothing, and which also tells what is open to the organization's other accounts. An analyzer looks at its own
    Region, so that each needs one.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import ANALYZER, REGION
from ..facts import Analyzer


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.analyzer.external",
    joins=[Analyzer],
    passes=[(REGION, ANALYZER)],
    fails=[(REGION,), (REGION, replace(ANALYZER, status="DISABLED"))],
    human=(
        "An analyzer that is DISABLED or FAILED stays so until somebody repairs it: Console > IAM > Access Analyzer > "
        "Analyzer settings, read the reason it gives; delete the analyzer there if it serves nothing, and plan again."
    ),
)
def external_analyzer(region: Region, snapshot: Snapshot) -> Verdict:
    found = snapshot.at(Analyzer, region.place)
    if any(analyzer.is_on for analyzer in found):
        return Pass("an analyzer looks for access from outside")
    if found:
        return Fail(f"the analyzer is {found[0].status}")
    return Fail("no analyzer looks for access from outside")
