"""Detective keeps what is needed to investigate.

Who used a key, from where, and what was done with it next: it gathers a year of that from API calls, network flows and
findings, and it gathers nothing for the time before it was on. So it has to be on before something happens.

Check by hand:
    aws detective list-graphs --region REGION

Fix by hand:
    aws detective create-graph --region REGION

Edge cases:
    Where the account for security tooling administers it for the organization, the graph is there and takes in every
    account: see control detective.every_account_covered. AWS does not have Detective in every Region.

Source: https://docs.aws.amazon.com/detective/latest/userguide/detective-setup.html
"""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Region, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...administration import is_tooling
from ...offered import offered
from ...organizations.examples import DESCRIBED, TOOLING
from ..examples import ELSEWHERE, GRAPH, REGION
from ..facts import Graph


@control(
    section="threat-detection",
    severity=Severity.LOW,
    profile="enterprise",
    catalogue="detect.detective",
    joins=[Account, Graph],
    passes=[(REGION, GRAPH), (REGION, TOOLING, GRAPH, DESCRIBED)],
    fails=[(REGION,), (REGION, TOOLING, DESCRIBED)],
    not_applicable=[(ELSEWHERE,), (REGION, DESCRIBED)],
    cost="usage-priced by what is taken in; free for the first 30 days of an account in a Region",
)
def enabled(region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not offered("detective", region.place):
        return NotApplicable("AWS has no Detective here")
    found = snapshot.at(Graph, region.place)
    if want.organization.security_tooling and not is_tooling(snapshot, want):
        return NotApplicable(f"the organization's graph is in account {want.organization.security_tooling}")
    return Pass("there is a behavior graph") if found else Fail("there is no behavior graph")
