"""What can be administered from a member is: security from one account, identities and deployments from another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..administrators import administrators_of
from ..facts import Administrator, Member, Membership, TrustedServices
from ..layout import Governed, account_key, governed, numbers
from ..wanted import IDENTITY_CENTER, STACK_SETS, delegated
from .features import TRUSTING, trust, trust_key

_NAME = "organizations.delegated_administrators"
_ACTIVATE, _DEACTIVATE = "ActivateOrganizationsAccess", "DeactivateOrganizationsAccess"
# While something else of the organization is changed.
_BUSY = NotYet("InvalidOperationException", seconds=60)
_NOT_YET_TRUSTED = NotYet("ConstraintViolationException", "service access", seconds=60)


@operation(
    satisfies=[_NAME],
    facts=[Membership, Member, TrustedServices, Administrator],
    writes=[
        *TRUSTING,
        f"cloudformation:{_ACTIVATE}",
        f"cloudformation:{_DEACTIVATE}",
        "organizations:RegisterDelegatedAdministrator",
        "organizations:DeregisterDelegatedAdministrator",
    ],
    after=[
        "organizations.accounts",
        "organizations.central_root_access",
        "organizations.account_management_trusted",
    ],
    permissions=["iam:CreateServiceLinkedRole"],
    asked_by=["organization.security_tooling", "organization.shared_services", "organization.backup"],
)
def delegated_administrators(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Each service that has no administrator is trusted and given to the account that hardpan.yaml names for it.

    Identity Center is once it is enabled, which trusts it: no API does that.
    https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
    https://docs.aws.amazon.com/singlesignon/latest/userguide/delegated-admin.html
    """
    for here in governed(want, have):
        for service, name in delegated(want).items():
            if administrators_of(service, have, here.place):
                continue
            if service not in here.trusted:
                if service == IDENTITY_CENTER:
                    continue
                if service not in _TRUSTED_BY:
                    yield _let_in(service, here)
            yield _registered(service, numbers(want, have)[name], name, here)


def registered_key(service: str, management: Place) -> str:
    """Key of the step that gives a service an administrator."""
    return step_key(f"{_NAME}/register:{service}", management)


# Operations that let these in already.
_TRUSTED_BY = {
    "account.amazonaws.com": "organizations.account_management_trusted",
    "iam.amazonaws.com": "organizations.central_root_access",
}


def _let_in(service: str, here: Governed) -> Step:
    """StackSets has a request of its own for it: only that makes the roles it deploys with.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html
    """
    step = trust(service, here, _NAME)
    if service != STACK_SETS:
        return step
    activate, deactivate = Write("cloudformation", _ACTIVATE), Write("cloudformation", _DEACTIVATE)
    return replace(step, place=here.want.home(here.place), write=activate, undo=(deactivate,), not_yet=(_BUSY,))


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
