"""The organization itself, its units and its accounts: made, and put where hardpan.yaml has them."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline, MemberAccount, Unit
from hardpan.model import NotYet, Problem, Read, Ref, Risk, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import AccountQuota, Creation, Member, Membership, Plan, Root
from ..facts import Unit as UnitThere
from ..layout import OPEN, Governed, account_key, created_key, governed, is_to_be_made, there, unit_key

_AT_ONCE = 4  # accounts being made; AWS takes five
# Up to an hour after the organization was made.
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
_FINALIZING = NotYet("FinalizingOrganizationException", seconds=3600)
_TOO_MANY_AT_ONCE = NotYet("ConstraintViolationException", "in progress", seconds=300)
_SUSPENDED = "Suspended"


@operation(
    satisfies=["organizations.all_features"],
    facts=[Membership, Plan],
    writes=["organizations:CreateOrganization", "organizations:DeleteOrganization"],
    permissions=["iam:CreateServiceLinkedRole", "organizations:ListRoots"],
    consent="this account becomes the management account of an organization for good: it pays for every account in it, "
    "no guardrail ever binds it, and an organization with all features does not go back to fewer",
)
def organization(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The organization that hardpan.yaml describes, with all features.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html. Joining an organization
    moves an account from the Free plan to the Paid plan:
    https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/free-tier-plans.html
    """
    for here in have.all(Membership):
        if not is_to_be_made(here, want):
            continue
        if any(plan.kind == "FREE" for plan in have.at(Plan, here.place)) and not want.organization.paid_plan:
            raise Problem(
                "the account is on AWS's Free plan, and an organization moves it to the Paid plan",
                effect="no organization is made",
                next="set organization.paid_plan: true in hardpan.yaml if it may, then plan again",
            )
        yield Step(
            key=created_key(here.place),
            place=here.place,
            write=Write("organizations", "CreateOrganization", FeatureSet="ALL"),
            because="the account is in no organization",
            before="an account by itself",
            after="the management account of an organization",
            undo=(Write("organizations", "DeleteOrganization"),),
            undo_note="an organization can be deleted only while no other account is in it",
            risk=Risk.IRREVERSIBLE if want.organization.accounts else Risk.DISRUPTIVE,
            settled=Settled(Read("organizations", "ListRoots"), "length(Roots)", 1),
        )


@operation(
    satisfies=["organizations.units"],
    facts=[Membership, Root, UnitThere],
    writes=["organizations:CreateOrganizationalUnit", "organizations:DeleteOrganizationalUnit"],
    after=["organizations.organization"],
)
def units(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every unit of hardpan.yaml, each below the one it is in. None is renamed, moved or removed.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html
    """
    for here in governed(want, have):
        for unit in want.organization.units:
            if unit.path not in here.unit_ids:
                yield _unit(unit, here)


def _unit(unit: Unit, here: Governed) -> Step:
    key = unit_key(unit.path, here.place)
    parent = here.unit(unit.above) if unit.above else here.root
    return Step(
        key=key,
        place=here.place,
        write=Write("organizations", "CreateOrganizationalUnit", ParentId=parent, Name=unit.name),
        because=f"there is no unit {unit.path}",
        after=unit.path,
        needs=here.needs | ({unit_key(unit.above, here.place)} if unit.above else set()),
        undo=(
            Write(
                "organizations",
                "DeleteOrganizationalUnit",
                OrganizationalUnitId=Ref(key, "OrganizationalUnit.Id"),
            ),
        ),
    )


@operation(
    satisfies=["organizations.accounts"],
    facts=[Membership, Root, UnitThere, Member, Creation, AccountQuota],
    writes=["organizations:CreateAccount", "organizations:MoveAccount"],
    after=["organizations.units"],
    permissions=[
        "organizations:DescribeCreateAccountStatus",
        "organizations:TagResource",
        "iam:CreateServiceLinkedRole",
    ],
    consent="an account stays: it can leave the organization after four days at the earliest and with means of payment "
    "of its own, or be closed, which takes ninety days and keeps its e-mail address",
)
def accounts(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every account of hardpan.yaml, found by e-mail address or name, or else made and put into its unit.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
    """
    for here in governed(want, have):
        missing = [one for one in want.organization.accounts if there(one, here.members) is None]
        _must_be_possible(missing, here)
        for number, one in enumerate(missing):
            waits = {account_key(missing[number - _AT_ONCE].name, here.place)} if number >= _AT_ONCE else set()
            yield _account(one, here, frozenset(waits))
            if one.unit:
                yield _placed(one, here)


def _must_be_possible(missing: list[MemberAccount], here: Governed) -> None:
    being_made = [one.name for one in here.have.at(Creation, here.place)]
    if begun := [one.name for one in missing if one.name in being_made]:
        raise Problem(f"{', '.join(begun)} is being made at this moment", next="plan again in some minutes")
    if missing and here.have.caller.endswith(":root"):
        raise Problem(
            "these are the root user's credentials, and root can assume no role: nobody could enter the new accounts",
            effect="no account is made",
            next="plan with the credentials of an administrator's role or IAM user in this account",
        )
    if missing and "/" in here.want.access.role:
        raise Problem(
            f"AWS makes the role of a new account without a path, and access.role is {here.want.access.role}",
            next="name a role without a path in hardpan.yaml",
        )
    for quota in here.have.at(AccountQuota, here.place):
        wanted = len(here.members) + len(missing)
        if missing and wanted > quota.accounts:
            raise Problem(
                f"the organization may have {quota.accounts} accounts, closed ones counted, and would have {wanted}",
                effect="no account is made",
                next="aws service-quotas request-service-quota-increase --region us-east-1 --service-code organizations"
                f" --quota-code L-29A0C5DF --desired-value {wanted}",
            )


def _account(one: MemberAccount, here: Governed, waits: frozenset[str]) -> Step:
    key = account_key(one.name, here.place)
    tags = [dict(zip(("Key", "Value"), tag.split("=", 1), strict=True)) for tag in one.tags]
    asked = {"AccountName": one.name, "Email": one.email, "RoleName": here.want.access.role}
    return Step(
        key=key,
        place=here.place,
        write=Write("organizations", "CreateAccount", **asked, **({"Tags": tags} if tags else {})),
        because=f"there is no account {one.name} ({one.email})",
        after=f"account {one.name}",
        needs=here.needs | waits,
        undo=None,
        undo_note=f"account {one.name} stays: it can leave after four days, or be closed by hand",
        risk=Risk.IRREVERSIBLE,
        settled=Settled(
            Read(
                "organizations",
                "DescribeCreateAccountStatus",
                CreateAccountRequestId=Ref(key, "CreateAccountStatus.Id"),
            ),
            "CreateAccountStatus.State",
            "SUCCEEDED",
            seconds=900,
            failed="CreateAccountStatus.FailureReason",
        ),
        not_yet=(_FINALIZING, _TOO_MANY_AT_ONCE),
    )


def _placed(one: MemberAccount, here: Governed) -> Step:
    assert one.unit
    made = account_key(one.name, here.place)
    number, unit = Ref(made, "settled.CreateAccountStatus.AccountId"), here.unit(one.unit)
    return Step(
        key=step_key(f"organizations.accounts/place:{one.name}", here.place),
        place=here.place,
        write=_move(number, here.root, unit),
        because=f"AWS makes accounts in the root, and {one.name} belongs in {one.unit}",
        before="in the root",
        after=f"in {one.unit}",
        needs=frozenset({made, unit_key(one.unit, here.place)}),
        undo=(_move(number, unit, here.root),),
    )


def _move(account: str | Ref, source: str | Ref, destination: str | Ref) -> Write:
    return Write(
        "organizations", "MoveAccount", AccountId=account, SourceParentId=source, DestinationParentId=destination
    )


@operation(
    satisfies=["organizations.accounts_as_described"],
    facts=[Membership, Root, UnitThere, Member],
    writes=["organizations:MoveAccount"],
    after=["organizations.units", "organizations.unit_guardrails"],
    consent="a move changes in that instant which policies hold for an account: those of the unit it leaves do no more",
)
def accounts_as_described(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every account that is there is moved to its unit, once that has its guardrails.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html
    """
    for here in governed(want, have):
        for one in want.organization.accounts:
            found = there(one, here.members)
            if found and one.unit and found.state in OPEN and found.parents[-1] != here.unit_ids.get(one.unit):
                yield _moved(found, one.unit, here, "organizations.accounts_as_described")


@operation(
    satisfies=["organizations.closed_accounts_suspended"],
    facts=[Membership, Root, UnitThere, Member],
    writes=["organizations:MoveAccount"],
    after=["organizations.units"],
)
def closed_accounts_suspended(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every closed account is moved to the unit Suspended, where hardpan.yaml or the organization has one."""
    for here in governed(want, have):
        known = {*here.unit_ids, *(unit.path for unit in want.organization.units)}
        for found in here.members if _SUSPENDED in known else ():
            if found.state not in OPEN and here.unit_ids.get(_SUSPENDED) not in found.parents:
                yield _moved(found, _SUSPENDED, here, "organizations.closed_accounts_suspended")


def _moved(found: Member, path: str, here: Governed, name: str) -> Step:
    paths = {number: where for where, number in here.unit_ids.items()}
    before, unit = paths.get(found.parents[-1], "the root"), here.unit(path)
    return Step(
        key=step_key(f"{name}/move:{found.id}", here.place),
        place=here.place,
        write=_move(found.id, found.parents[-1], unit),
        because=f"{found.name} is in {before}, and belongs in {path}",
        resource=found.id,
        before=f"in {before}",
        after=f"in {path}",
        needs=frozenset({unit_key(path, here.place)}),
        undo=(_move(found.id, unit, found.parents[-1]),),
        risk=Risk.DISRUPTIVE,
    )
