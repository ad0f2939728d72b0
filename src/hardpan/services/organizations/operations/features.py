"""What is turned on for the whole organization: types of policy, trusted services, central root access."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Read, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import ON, Membership, Root, RootAccess, TrustedServices
from ..layout import Governed, governed
from ..wanted import ACCOUNT_MANAGEMENT, FEATURES, IAM, kinds

TRUSTING = ["organizations:EnableAWSServiceAccess", "organizations:DisableAWSServiceAccess"]
_REQUESTS = {
    "RootCredentialsManagement": "OrganizationsRootCredentialsManagement",
    "RootSessions": "OrganizationsRootSessions",
}
# While a type is turned on or off, AWS takes no further change of it.
_CHANGING = NotYet("PolicyChangesInProgressException", seconds=120)
# Trust just given is not known to the service at once.
_NOT_YET_TRUSTED = NotYet("ServiceAccessNotEnabledException", seconds=60)


def type_key(kind: str, place: Place) -> str:
    """Key of the step that turns on a type of policy."""
    return step_key(f"organizations.policy_types/enable:{kind}", place)


def feature_key(feature: str, place: Place) -> str:
    """Key of the step that turns on a feature of central root access."""
    return step_key(f"organizations.central_root_access/enable:{feature}", place)


@operation(
    satisfies=["organizations.policy_types"],
    facts=[Membership, Root],
    after=["organizations.organization"],
    writes=["organizations:EnablePolicyType", "organizations:DisablePolicyType"],
)
def policy_types(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The types of policy that the profile's guardrails are of, on in the root.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html
    """
    for here in governed(want, have):
        missing = [kind for kind in kinds(want.profile) if here.policy_types.get(kind) not in ON]
        yield from (_enabled(here, kind) for kind in missing)


def _enabled(here: Governed, kind: str) -> Step:
    named = {"RootId": here.root, "PolicyType": kind}
    return Step(
        key=type_key(kind, here.place),
        place=here.place,
        write=Write("organizations", "EnablePolicyType", **named),
        because=f"{kind} is not on in the root",
        resource=here.root if isinstance(here.root, str) else None,
        before="off",
        after="on",
        needs=here.needs,
        undo=(Write("organizations", "DisablePolicyType", **named),),
        undo_note="turning a type off takes its policies off everything; turning it on again does not put them back",
        settled=Settled(
            Read("organizations", "ListRoots"),
            f"Roots[0].PolicyTypes[?Type=='{kind}'].Status | [0]",
            "ENABLED",
        ),
        not_yet=(_CHANGING,),
    )


@operation(
    satisfies=["organizations.central_root_access"],
    facts=[Membership, TrustedServices, RootAccess],
    after=["organizations.organization"],
    writes=[*TRUSTING, *(f"iam:{verb}{request}" for request in _REQUESTS.values() for verb in ("Enable", "Disable"))],
    permissions=["iam:CreateServiceLinkedRole"],
)
def central_root_access(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Both features of central root access, once IAM is trusted."""
    for here in governed(want, have):
        if IAM not in here.trusted:
            yield trust(IAM, here, "organizations.central_root_access")
        yield from (_feature(one, here.place) for one in FEATURES if one not in here.root_access)


def _feature(feature: str, place: Place) -> Step:
    return Step(
        key=feature_key(feature, place),
        place=place,
        write=Write("iam", f"Enable{_REQUESTS[feature]}"),
        because=f"{feature} is off",
        before="off",
        after="on",
        needs=frozenset({trust_key(IAM, place, "organizations.central_root_access")}),
        undo=(Write("iam", f"Disable{_REQUESTS[feature]}"),),
        not_yet=(_NOT_YET_TRUSTED,),
    )


@operation(
    satisfies=["organizations.account_management_trusted"],
    facts=[Membership, TrustedServices],
    after=["organizations.organization"],
    writes=TRUSTING,
    permissions=["iam:CreateServiceLinkedRole"],
)
def account_management_trusted(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Account Management is trusted."""
    for here in governed(want, have):
        if ACCOUNT_MANAGEMENT not in here.trusted:
            yield trust(ACCOUNT_MANAGEMENT, here, "organizations.account_management_trusted")


def trust_key(service: str, place: Place, name: str) -> str:
    """Key of the step by which the operation of this name lets a service into the organization."""
    return step_key(f"{name}/trust:{service}", place)


def trust(service: str, here: Governed, name: str) -> Step:
    """Let a service act in the organization's accounts."""
    named = {"ServicePrincipal": service}
    return Step(
        key=trust_key(service, here.place, name),
        place=here.place,
        write=Write("organizations", "EnableAWSServiceAccess", **named),
        because=f"{service} is not trusted in the organization",
        resource=service,
        before="not trusted",
        after="trusted",
        needs=here.needs,
        undo=(Write("organizations", "DisableAWSServiceAccess", **named),),
    )
