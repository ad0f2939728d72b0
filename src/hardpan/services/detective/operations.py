"""What to change so that Detective takes in what happens in every account.

AWS used to take nobody who had GuardDuty for less than 48 hours. Of that neither the API reference nor the
prerequisites say anything any more, so that nothing is put off. Where AWS refuses all the same, the steps that need
it are left out, and the next plan asks again.
https://docs.aws.amazon.com/detective/latest/userguide/detective-prerequisites.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Read, Ref, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..account.facts import OptInRegion
from ..administration import designate, is_tooling
from ..enrolment import Joining, joining
from ..offered import offered
from ..organizations.facts import Administrator as Registered
from ..organizations.facts import Member, Membership, TrustedServices
from .administrators import DETECTIVE
from .facts import Administration, Administrator, Graph

_COST = (
    "usage-priced by what is taken in of every account, after a free trial of 30 days each: "
    "https://aws.amazon.com/detective/pricing"
)
# https://docs.aws.amazon.com/detective/latest/APIReference/API_CreateMembers.html
_ACCOUNTS_PER_CALL = 50
# The designation has not taken effect yet.
_NOT_YET = (NotYet("AccessDeniedException", "administrator", seconds=120),)
_PERMISSIONS = ["iam:CreateServiceLinkedRole"]


def shared_key(place: Place) -> str:
    """Key of the step that stands for giving the organization a graph that is there."""
    return step_key("detective.shared_graph/give", place)


@operation(
    satisfies=["detective.enabled"],
    facts=[Graph],
    writes=["detective:CreateGraph", "detective:DeleteGraph"],
    permissions=_PERMISSIONS,
)
def graph(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A graph in every Region that has Detective; that of an organization is made by designating its administrator.

    https://docs.aws.amazon.com/detective/latest/APIReference/API_CreateGraph.html
    """
    for region in have.regions if want.organization.security_tooling is None else ():
        if offered("detective", region.place) and not have.at(Graph, region.place):
            yield _made(region.place)


def _made(place: Place) -> Step:
    key = step_key("detective.graph/create", place)
    return Step(
        key=key,
        place=place,
        write=Write("detective", "CreateGraph"),
        because="there is no behavior graph",
        before="no graph",
        after="a graph",
        undo=(Write("detective", "DeleteGraph", GraphArn=Ref(key, "GraphArn")),),
        undo_note="what was gathered goes with it",
        monthly_cost_usd=None,
        cost_note=_COST,
    )


@operation(
    satisfies=["detective.administrator"],
    facts=[Membership, Graph, Administration],
    writes=["detective:CreateGraph"],
    consent="the behavior graph that the account for security tooling has becomes the organization's, and taking that "
    "back deletes it, with up to a year of what it has gathered",
    asked_by=["organization.security_tooling"],
)
def shared_graph(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Stands before the designation of an account that has a graph of its own: asking for that graph changes nothing.

    https://docs.aws.amazon.com/detective/latest/APIReference/API_DisableOrganizationAdminAccount.html
    """
    for region in have.regions if is_tooling(have, want) else ():
        for found in have.at(Graph, region.place):
            if not have.at(Administration, region.place):
                yield Step(
                    key=shared_key(region.place),
                    place=region.place,
                    write=Write("detective", "CreateGraph"),
                    because="the account has a behavior graph of its own",
                    resource=found.arn,
                    before="the account's own",
                    after="the organization's",
                    undo=(),
                )


@operation(
    satisfies=["detective.administrator", "detective.enabled"],
    facts=[Membership, Member, TrustedServices, Registered, Administrator],
    writes=DETECTIVE.writes,
    after=["organizations.organization", "organizations.accounts", "detective.shared_graph"],
    permissions=[*_PERMISSIONS, "organizations:RegisterDelegatedAdministrator"],
    asked_by=["organization.security_tooling"],
)
def administrator(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The account for security tooling, in each Region that has Detective, which makes the organization's graph there.

    https://docs.aws.amazon.com/detective/latest/APIReference/API_EnableOrganizationAdminAccount.html
    """
    for step in designate(DETECTIVE, Administrator, want, have):
        if step.place.region is None:
            yield step
        else:
            there = replace(step.place, account=step.write.parameters[DETECTIVE.parameter])
            needs = step.needs | {shared_key(there)}
            yield replace(step, needs=needs, reaches=True, monthly_cost_usd=None, cost_note=_COST)


@operation(
    satisfies=["detective.every_account_covered"],
    facts=[Membership, Member, Administrator, OptInRegion],
    writes=["detective:CreateMembers", "detective:DeleteMembers"],
    after=["detective.administrator"],
    permissions=["detective:GetMembers"],
    asked_by=["organization.security_tooling"],
)
def members(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """With the administrator, all accounts that are there come into its graph.

    https://docs.aws.amazon.com/detective/latest/userguide/accounts-orgs-members-autoenable.html
    """
    for found in joining(DETECTIVE, Administrator, want, have):
        yield from _joined_to(found)


def _joined_to(found: Joining) -> Iterator[Step]:
    for part in _pieces(found.accounts):
        needs = frozenset({found.designated}).union(*(found.needs(number) for number in part))
        yield _joined("detective.members", found.place, _graph_of(found.designated), part, needs)


def _graph_of(designated: str) -> Ref:
    """The organization's graph, as the management account is told once there is an administrator."""
    return Ref(designated, f"settled.{DETECTIVE.listed}[0].GraphArn")


def _pieces(accounts: Mapping[str, str | Ref]) -> Iterator[dict[str, str | Ref]]:
    every = list(accounts.items())
    for start in range(0, len(every), _ACCOUNTS_PER_CALL):
        yield dict(every[start : start + _ACCOUNTS_PER_CALL])


def _joined(name: str, place: Place, arn: str | Ref, accounts: dict[str, str | Ref], needs: frozenset[str]) -> Step:
    numbers = list(accounts)
    return Step(
        key=step_key(f"{name}/join:{numbers[0]}", place),
        place=place,
        write=Write(
            "detective",
            "CreateMembers",
            GraphArn=arn,
            DisableEmailNotification=True,
            Accounts=[{"AccountId": number, "EmailAddress": email} for number, email in accounts.items()],
        ),
        because=f"not in the graph: {', '.join(numbers)}",
        resource=arn if isinstance(arn, str) else None,
        before="not in the graph",
        after=f"in the graph: {', '.join(numbers)}",
        needs=needs,
        undo=(Write("detective", "DeleteMembers", GraphArn=arn, AccountIds=numbers),),
        monthly_cost_usd=None,
        cost_note=_COST,
        # That they are members; whether something is taken in of them yet, the control says.
        settled=Settled(
            Read("detective", "GetMembers", GraphArn=arn, AccountIds=numbers),
            "length(MemberDetails)",
            len(numbers),
            seconds=300,
        ),
        undone=Settled(
            Read("detective", "GetMembers", GraphArn=arn, AccountIds=numbers), "length(MemberDetails)", 0, seconds=300
        ),
        not_yet=_NOT_YET,
    )


@operation(
    satisfies=["detective.every_account_enabled", "detective.every_account_covered"],
    facts=[Membership, Graph, Administration, OptInRegion],
    writes=["detective:UpdateOrganizationConfiguration", "detective:CreateMembers", "detective:DeleteMembers"],
    after=["detective.administrator", "detective.members"],
    permissions=["detective:GetMembers"],
    asked_by=["organization.security_tooling"],
)
def organization(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """New accounts come into the graph, and those that the administrator knows to be left out are taken in.

    In a Region that is opted into the account must be known to be the administrator: others may not have the Region.
    """
    if not is_tooling(have, want):
        return
    (membership,) = have.all(Membership)
    opted = {one.name for one in have.all(OptInRegion)}
    for region in have.regions:
        found = next(iter(have.at(Administration, region.place)), None)
        if not offered("detective", region.place) or (found is None and region.name in opted):
            continue
        if found is None or not found.auto_enable:
            own = next(iter(have.at(Graph, region.place)), None)
            management = replace(region.place, account=str(membership.management_account))
            designated = DETECTIVE.designated_key(management)
            yield _configured(region.place, own.arn if own else _graph_of(designated), designated)
        if found:
            for part in _pieces(dict(sorted(found.left_out.items()))):
                yield _joined("detective.organization", region.place, found.graph, part, frozenset())


def _configured(place: Place, arn: str | Ref, designated: str) -> Step:
    return Step(
        key=step_key("detective.organization/configure", place),
        place=place,
        write=Write("detective", "UpdateOrganizationConfiguration", GraphArn=arn, AutoEnable=True),
        because="new accounts do not come into the graph",
        resource=arn if isinstance(arn, str) else None,
        before="new accounts left out",
        after="new accounts taken in",
        needs=frozenset({designated}),
        undo=(Write("detective", "UpdateOrganizationConfiguration", GraphArn=arn, AutoEnable=False),),
        monthly_cost_usd=None,
        cost_note=_COST,
        not_yet=_NOT_YET,
    )
