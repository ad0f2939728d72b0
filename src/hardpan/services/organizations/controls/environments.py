"""Production is apart from everything else, account by account.

Within an account one mistake with a role or a key reaches everything; between accounts it does not. What customers use
is therefore in accounts in which nothing is tried out, and units tell them apart, so that each has its guardrails.

Check by hand:
    aws organizations list-accounts-for-parent --parent-id WORKLOADS_OU_ID
    aws organizations list-tags-for-resource --resource-id ACCOUNT_ID

Fix by hand:
    aws organizations create-organizational-unit --parent-id WORKLOADS_OU_ID --name Prod
    aws organizations move-account --account-id ACCOUNT_ID --source-parent-id OU_ID --destination-parent-id OU_ID
    aws organizations tag-resource --resource-id ACCOUNT_ID --tags Key=environment,Value=prod

Edge cases:
    Judged by units: an account below Workloads is in one that plays the part of Prod, NonProd or Regulated. Tags of
    accounts are not read, which would take a question for each; new accounts get those of hardpan.yaml. Whether
    something that customers use runs in an account for trials only its owners know. Closed accounts are not counted.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_best-practices_member-acct.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.config import Unit as ConfiguredUnit
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_DESCRIBED, AS_MEMBER, DESCRIBED, IN_NONE, LOGS, MEMBERSHIP, SHOP, WORKLOADS
from ..facts import Member, Membership, Unit
from ..layout import OPEN
from ..standing import elsewhere
from ..wanted import WORKLOADS as PART
from ..wanted import part_of

_LIVE = replace(WORKLOADS, id="ou-ab12-22222222", path="Workloads/Live")
_LIVE_SHOP = replace(SHOP, parents=(*SHOP.parents, _LIVE.id))
_AS_PROD = replace(
    DESCRIBED,
    organization=replace(
        DESCRIBED.organization,
        units=(*DESCRIBED.organization.units, ConfiguredUnit(path="Workloads/Live", guardrails="Workloads/Prod")),
    ),
)


@control(
    section="account-architecture",
    severity=Severity.MEDIUM,
    catalogue="org.account.environments",
    profile="team",
    joins=[Member, Unit],
    passes=[
        (MEMBERSHIP, WORKLOADS, _LIVE, _LIVE_SHOP, _AS_PROD),
        (MEMBERSHIP, WORKLOADS, replace(_LIVE, path="Workloads/Prod"), _LIVE_SHOP, DESCRIBED),
    ],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, DESCRIBED),
        (MEMBERSHIP, WORKLOADS, _LIVE, _LIVE_SHOP, DESCRIBED),
    ],
    not_applicable=[
        (IN_NONE,),
        (IN_NONE, DESCRIBED),
        (AS_MEMBER, DESCRIBED),
        (MEMBERSHIP, *AS_DESCRIBED),
        (MEMBERSHIP, WORKLOADS, LOGS, replace(SHOP, state="SUSPENDED"), DESCRIBED),
    ],
    human=(
        "For each account named: add a unit below Workloads to organization.units in hardpan.yaml, called Prod, "
        "NonProd or Regulated or with the guardrails of one of them, put the account there, and plan again. An account "
        "that serves customers and is tried out in as well has to become two, which is work in the account."
    ),
)
def environments(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not want.organization.described:
        return NotApplicable("hardpan.yaml does not describe the organization")
    if not account.management_account:
        return NotApplicable("the account is in no organization")
    if verdict := elsewhere(account, want):
        return verdict
    paths = {unit.id: unit.path for unit in snapshot.at(Unit, account.place)}
    parts = {
        one: _part(paths[one.parents[-1]], want)
        for one in snapshot.at(Member, account.place)
        if one.state in OPEN and one.parents[-1] in paths
    }
    working = {one: part for one, part in parts.items() if part.partition("/")[0] == PART}
    if not working:
        return NotApplicable(f"no account is below a unit that plays the part of {PART}")
    mixed = [f"{one.name} ({one.id})" for one, part in working.items() if part not in _ENVIRONMENTS]
    if mixed:
        return Fail(f"in the unit of no environment: {', '.join(mixed)}")
    told = (f"{one.name} in {part.partition('/')[2]}" for one, part in working.items())
    return Pass(f"each account has one environment: {', '.join(told)}")


_ENVIRONMENTS = tuple(f"{PART}/{name}" for name in ("Prod", "NonProd", "Regulated"))


def _part(path: str, want: Baseline) -> str:
    """The part that a unit plays; below Workloads its own name says it where hardpan.yaml does not."""
    return path if path in _ENVIRONMENTS else part_of(want, path)
