"""The account for security tooling administers what can be administered from a member."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import Administrator, Member, Membership, TrustedServices
from ..layout import Governed, account_key, governed, numbers
from ..wanted import delegated
from .features import TRUSTING, trust, trust_key

_NAME = "organizations.delegated_administrators"
_NOT_YET_TRUSTED = NotYet("ConstraintViolationException", "service access", seconds=60)


@operation(
    satisfies=[_NAME],
    facts=[Membership, Member, TrustedServices, Administrator],
    writes=[
        *TRUSTING,
        "organizations:RegisterDelegatedAdministrator",
        "organizations:DeregisterDelegatedAdministrator",
    ],
    after=[
        "organizations.accounts",
        "organizations.central_root_access",
        "organizations.account_management_trusted",
    ],
    permissions=["iam:CreateServiceLinkedRole"],
    asked_by=["organization.security_tooling"],
)
def delegated_administrators(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Each service that has no administrator is trusted and given to the account for security tooling.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
    """
    tooling = want.organization.security_tooling
    for here in governed(want, have) if tooling else ():
        assert tooling
        number = numbers(want, have)[tooling]
        taken = {name for one in have.at(Administrator, here.place) for name in one.services}
        for service in delegated(want):
            if service not in taken:
                if service not in here.trusted and service not in _TRUSTED_BY:
                    yield trust(service, here, _NAME)
                yield _registered(service, number, tooling, here)


def registered_key(service: str, management: Place) -> str:
    """Key of the step that makes the account for security tooling a service's administrator."""
    return step_key(f"{_NAME}/register:{service}", management)


# Operations that let these in already.
_TRUSTED_BY = {
    "account.amazonaws.com": "organizations.account_management_trusted",
    "iam.amazonaws.com": "organizations.central_root_access",
}


def _registered(service: str, number: str, name: str, here: Governed) -> Step:
    named = {"AccountId": number, "ServicePrincipal": service}
    return Step(
        key=registered_key(service, here.place),
        place=here.place,
        write=Write("organizations", "RegisterDelegatedAdministrator", **named),
        because=f"{service} is administered from the management account alone",
        after=f"{service} is administered from {name}",
        needs=frozenset(
            {account_key(name, here.place), trust_key(service, here.place, _TRUSTED_BY.get(service, _NAME))}
        ),
        undo=(Write("organizations", "DeregisterDelegatedAdministrator", **named),),
        not_yet=(_NOT_YET_TRUSTED,),
    )
