"""Trusted Advisor has no red item on security.

It is AWS's own list of what is most wrong, from a look at the account that nobody has to set up. Most of it other
controls here find as well; what they do not is worth a look all the more.

Check by hand:
    aws trustedadvisor list-recommendations --region us-east-1 --pillar security --status error

Fix by hand:
    aws trustedadvisor list-recommendation-resources --region us-east-1 --recommendation-identifier ARN --status error

Cost:
    Its API comes with paid support plans.

Edge cases:
    Without such a plan the account is not judged, since AWS tells nothing. An item that is red and meant to be so can
    be dismissed in Trusted Advisor Priority, or its resources excluded. What it shows may be a day old.

Source: https://docs.aws.amazon.com/awssupport/latest/user/security-checks.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ...support.examples import PLAN
from ...support.facts import SupportPlan
from ..examples import RED
from ..facts import RedItem


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    profile="team",
    catalogue="acct.trusted-advisor",
    joins=[RedItem],
    passes=[(PLAN,), (PLAN, replace(RED, stage="dismissed"))],
    fails=[(PLAN, RED), (PLAN, replace(RED, stage="in_progress"))],
    not_applicable=[(replace(PLAN, paid=False),)],
    human=(
        "Console > Trusted Advisor > Security: open each red item, which lists its resources and says what to do. "
        "Where a control here fails for the same, let that pass first; the item turns green within a day."
    ),
    cost="comes with a paid support plan",
)
def no_red_items(plan: SupportPlan, snapshot: Snapshot) -> Verdict:
    if not plan.paid:
        return NotApplicable("AWS tells its recommendations only to accounts with a paid support plan")
    red = [f"{one.name} ({one.resources})" for one in snapshot.at(RedItem, plan.place) if one.is_open]
    return Fail(f"red: {', '.join(red)}") if red else Pass("nothing on security is red")
