"""The accounts of hardpan.yaml: made where they are missing, and put into their units."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline, MemberAccount
from hardpan.model import NotYet, Problem, Read, Ref, Risk, Settled, Step, Write, operation
from hardpan.snapshot import Snapshot

from ...controltower.facts import LandingZone
from ..facts import AccountQuota, Creation, Member, Membership, Root, Unit
from ..layout import (
    Governed,
    account_key,
    governed,
    placed_key,
    there,
    unit_key,
)
from ..wanted import FEATURES
from .features import feature_key
from .moves import move

_AT_ONCE = 4  # accounts being made; AWS takes five
# Up to an hour after the organization was made.
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
_FINALIZING = NotYet("FinalizingOrganizationException", seconds=3600)
# The same, said of an organization that the plan has just made; of another it means what it says.
_FULL_ALREADY = NotYet("ConstraintViolationException", "account_number_limit_exceeded", seconds=3600)
_TOO_MANY_AT_ONCE = NotYet("ConstraintViolationException", "account_creation_rate_limit_exceeded", seconds=300)


@operation(
    satisfies=["organizations.accounts"],
    facts=[Membership, Root, Unit, Member, Creation, AccountQuota, LandingZone],
    writes=["organizations:CreateAccount", "organizations:MoveAccount"],
    after=["organizations.units", "organizations.central_root_access"],
    permissions=[
        "organizations:DescribeCreateAccountStatus",
        "organizations:TagResource",
        "iam:CreateServiceLinkedRole",
    ],
    consent="an account stays: it can leave the organization after four days at the earliest and with means of payment "
    "of its own, or be closed, which takes ninety days and keeps its e-mail address",
    asked_by=["organization"],
)
def accounts(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Every account of hardpan.yaml, found by e-mail address or name, or else made and put into its unit.

    Made once root access is central, an account has a root user without credentials:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
    """
    for here in governed(want, have):
        wanted = [one for one in want.organization.accounts if not one.close]
        missing = [one for one in wanted if there(one, here.members) is None]
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
        after=f"account {one.name}{', not enrolled in Control Tower' if here.zone else ''}",
        needs=here.needs | waits | {feature_key(feature, here.place) for feature in FEATURES},
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
        not_yet=(_FINALIZING, _TOO_MANY_AT_ONCE, *(() if here.exists else (_FULL_ALREADY,))),
    )


def _placed(one: MemberAccount, here: Governed) -> Step:
    assert one.unit
    made = account_key(one.name, here.place)
    number, unit = Ref(made, "settled.CreateAccountStatus.AccountId"), here.unit(one.unit)
    return Step(
        key=placed_key(one.name, here.place),
        place=here.place,
        write=move(number, here.root, unit),
        because=f"AWS makes accounts in the root, and {one.name} belongs in {one.unit}",
        before="in the root",
        after=f"in {one.unit}",
        needs=frozenset({made, unit_key(one.unit, here.place)}),
        undo=(move(number, unit, here.root),),
    )
