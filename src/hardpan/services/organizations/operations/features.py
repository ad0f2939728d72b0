"""What is turned on for the whole organization: types of policy, trusted services, central root access."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Read, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import ON, Membership, Root, RootAccess, TrustedServices
from ..standing import has_all_features, manages
from ..wanted import ACCOUNT_MANAGEMENT, FEATURES, IAM, kinds

_TRUSTING = ["organizations:EnableAWSServiceAccess", "organizations:DisableAWSServiceAccess"]
_REQUESTS = {
    "RootCredentialsManagement": "OrganizationsRootCredentialsManagement",
    "RootSessions": "OrganizationsRootSessions",
}
# While a type is turned on or off, AWS takes no further change of it.
_CHANGING = NotYet("PolicyChangesInProgressException", seconds=120)
# Trust just given is not known to the service at once.
_NOT_YET_TRUSTED = NotYet("ServiceAccessNotEnabledException", seconds=60)


def governed(have: Snapshot) -> Iterator[Membership]:
    """The management account, where its organization has all features."""
    return (found for found in have.all(Membership) if manages(found) and has_all_features(found))


def type_key(kind: str, place: Place) -> str:
    """Key of the step that turns on a type of policy."""
    return step_key(f"organizations.policy_types/enable:{kind}", place)


def feature_key(feature: str, place: Place) -> str:
    """Key of the step that turns on a feature of central root access."""
    return step_key(f"organizations.central_root_access/enable:{feature}", place)


@operation(
    satisfies=["organizations.policy_types"],
    facts=[Membership, Root],
    writes=["organizations:EnablePolicyType", "organizations:DisablePolicyType"],
)
def policy_types(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The types of policy that the profile's guardrails are of, on in the root.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html
    """
    for here in governed(have):
        for root in have.at(Root, here.place):
            missing = [kind for kind in kinds(want.profile) if root.policy_types.get(kind) not in ON]
            yield from (_enabled(root, kind) for kind in missing)


def _enabled(root: Root, kind: str) -> Step:
    named = {"RootId": root.id, "PolicyType": kind}
    return Step(
        key=type_key(kind, root.place),
        place=root.place,
        write=Write("organizations", "EnablePolicyType", **named),
        because=f"{kind} is not on in the root",
        resource=root.id,
        before="off",
        after="on",
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
    writes=[*_TRUSTING, *(f"iam:{verb}{request}" for request in _REQUESTS.values() for verb in ("Enable", "Disable"))],
    permissions=["iam:CreateServiceLinkedRole"],
)
def central_root_access(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Both features of central root access, once IAM is trusted."""
    for here in governed(have):
        trusted = [one for one in have.at(TrustedServices, here.place) if IAM in one.principals]
        if not trusted:
            yield _trust(IAM, here.place, "organizations.central_root_access")
        for access in have.at(RootAccess, here.place):
            yield from (_feature(one, here.place) for one in FEATURES if one not in access.features)


def _feature(feature: str, place: Place) -> Step:
    return Step(
        key=feature_key(feature, place),
        place=place,
        write=Write("iam", f"Enable{_REQUESTS[feature]}"),
        because=f"{feature} is off",
        before="off",
        after="on",
        needs=frozenset({_trust_key(IAM, place, "organizations.central_root_access")}),
        undo=(Write("iam", f"Disable{_REQUESTS[feature]}"),),
        not_yet=(_NOT_YET_TRUSTED,),
    )


@operation(
    satisfies=["organizations.account_management_trusted"],
    facts=[Membership, TrustedServices],
    writes=_TRUSTING,
    permissions=["iam:CreateServiceLinkedRole"],
)
def account_management_trusted(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Account Management is trusted."""
    for here in governed(have):
        for found in have.at(TrustedServices, here.place):
            if ACCOUNT_MANAGEMENT not in found.principals:
                yield _trust(ACCOUNT_MANAGEMENT, here.place, "organizations.account_management_trusted")


def _trust_key(service: str, place: Place, name: str) -> str:
    return step_key(f"{name}/trust:{service}", place)


def _trust(service: str, place: Place, name: str) -> Step:
    named = {"ServicePrincipal": service}
    return Step(
        key=_trust_key(service, place, name),
        place=place,
        write=Write("organizations", "EnableAWSServiceAccess", **named),
        because=f"{service} is not trusted in the organization",
        resource=service,
        before="not trusted",
        after="trusted",
        undo=(Write("organizations", "DisableAWSServiceAccess", **named),),
    )
