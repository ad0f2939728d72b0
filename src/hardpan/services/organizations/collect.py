"""What to ask Organizations, and what the answers mean.

Every account may ask which organization it is in; the rest only the management account and delegated administrators may
ask, so that nobody else does.
https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hardpan.model import Place, Read, Reading, collector

from .facts import ALL_FEATURES, Member, Membership, OrganizationPolicy, Root, RootAccess, TopUnit, TrustedServices
from .wanted import IAM, PREFIX, root_kinds

_DESCRIBE = "organizations:DescribeOrganization"
_ROOTS = "organizations:ListRoots"
_TRUSTED = "organizations:ListAWSServiceAccessForOrganization"


@collector(Membership, per="account", reads=[_DESCRIBE])
def membership(here: Place) -> Reading[Membership]:
    """Whose organization the account is in, if it is in one."""
    told = yield from _organization()
    return [
        Membership(
            place=here,
            organization=told["Id"] if told else None,
            management_account=told["MasterAccountId"] if told else None,
            feature_set=told["FeatureSet"] if told else None,
        )
    ]


@collector(Root, per="account", reads=[_DESCRIBE, _ROOTS])
def root(here: Place) -> Reading[Root]:
    """What AvailablePolicyTypes of DescribeOrganization says is not to be used, by its own page."""
    if not (yield from _managed(here)):
        return []
    told = yield from _root()
    return [Root(place=here, id=told["Id"], policy_types={one["Type"]: one["Status"] for one in told["PolicyTypes"]})]


@collector(TrustedServices, per="account", reads=[_DESCRIBE, _TRUSTED])
def trusted_services(here: Place) -> Reading[TrustedServices]:
    """Without all features no service can be trusted, and AWS refuses the question."""
    told = yield from _managed(here)
    if not told:
        return []
    return [TrustedServices(place=here, principals=(yield from _trusted(told)))]


@collector(RootAccess, per="account", reads=[_DESCRIBE, _TRUSTED, "iam:ListOrganizationsFeatures"])
def root_access(here: Place) -> Reading[RootAccess]:
    """Where IAM is not trusted nothing is on, and AWS refuses the question."""
    told = yield from _managed(here)
    if not told:
        return []
    if IAM not in (yield from _trusted(told)):
        return [RootAccess(place=here, features=())]
    answer = yield Read("iam", "ListOrganizationsFeatures")
    return [RootAccess(place=here, features=tuple(sorted(answer["EnabledFeatures"])))]


@collector(Member, per="account", reads=[_DESCRIBE, "organizations:ListAccounts"])
def members(here: Place) -> Reading[Member]:
    """Every account, and what it is below."""
    if not (yield from _managed(here)):
        return []
    answer = yield Read("organizations", "ListAccounts")
    return [
        Member(place=here, id=told["Id"], name=told["Name"], state=told["State"], parents=_parents(told["Paths"][0]))
        for told in sorted(answer["Accounts"], key=lambda told: str(told["Id"]))
    ]


@collector(TopUnit, per="account", reads=[_DESCRIBE, _ROOTS, "organizations:ListOrganizationalUnitsForParent"])
def top_units(here: Place) -> Reading[TopUnit]:
    """The OUs that the root holds itself."""
    if not (yield from _managed(here)):
        return []
    told = yield from _root()
    answer = yield Read("organizations", "ListOrganizationalUnitsForParent", ParentId=told["Id"])
    return [TopUnit(place=here, id=unit["Id"], name=unit["Name"]) for unit in answer["OrganizationalUnits"]]


@collector(
    OrganizationPolicy,
    per="account",
    reads=[
        _DESCRIBE,
        _ROOTS,
        "organizations:ListPolicies",
        "organizations:ListPoliciesForTarget",
        "organizations:DescribePolicy",
    ],
)
def policies(here: Place) -> Reading[OrganizationPolicy]:
    """Of the types that Hardpan attaches to a root, those with Hardpan's names and those of others on the root."""
    if not (yield from _managed(here)):
        return []
    target = (yield from _root())["Id"]
    kinds = root_kinds()
    every = yield [Read("organizations", "ListPolicies", Filter=kind) for kind in kinds]
    there = yield [Read("organizations", "ListPoliciesForTarget", TargetId=target, Filter=kind) for kind in kinds]
    attached = {one["Id"] for answer in there for one in answer["Policies"]}
    found = [one for answer in every for one in answer["Policies"] if one["Id"] in attached or _is_own(one)]
    own = [one["Id"] for one in found if _is_own(one)]
    answers = yield [Read("organizations", "DescribePolicy", PolicyId=name) for name in own]
    contents = {name: answer["Policy"]["Content"] for name, answer in zip(own, answers, strict=True)}
    return [
        OrganizationPolicy(
            place=here,
            id=one["Id"],
            kind=one["Type"],
            name=one["Name"],
            at_root=one["Id"] in attached,
            content=contents.get(one["Id"]),
        )
        for one in found
    ]


_Asking = Generator[Read, Any, Any]


def _organization() -> _Asking:
    """What is told of the organization; None where the account is in none."""
    answer = yield Read("organizations", "DescribeOrganization").or_none("AWSOrganizationsNotInUseException")
    return None if answer is None else answer["Organization"]


def _managed(here: Place) -> _Asking:
    """What is told of the organization, in its management account; None anywhere else."""
    told = yield from _organization()
    return told if told and told["MasterAccountId"] == here.account else None


def _root() -> _Asking:
    """An organization has one root.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
    """
    (told,) = (yield Read("organizations", "ListRoots"))["Roots"]
    return told


def _trusted(told: Any) -> _Asking:
    if told["FeatureSet"] != ALL_FEATURES:
        return ()
    answer = yield Read("organizations", "ListAWSServiceAccessForOrganization")
    return tuple(sorted(one["ServicePrincipal"] for one in answer["EnabledServicePrincipals"]))


def _parents(path: str) -> tuple[str, ...]:
    """Of `o-exampleorgid/r-ab12/ou-ab12-11111111/111122223333/` what is between organization and account."""
    return tuple(path.strip("/").split("/")[1:-1])


def _is_own(policy: dict[str, Any]) -> bool:
    return str(policy["Name"]).startswith(PREFIX) and not policy["AwsManaged"]
