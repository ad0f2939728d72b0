"""What to ask Organizations, and what the answers mean.

Every account may ask which organization it is in; the rest only the management account and delegated administrators may
ask, so that nobody else does.
https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hardpan.model import Place, Read, Reading, collector

from .facts import (
    ALL_FEATURES,
    AccountQuota,
    Administrator,
    BillingTransfer,
    Creation,
    InvalidPolicy,
    Member,
    Membership,
    OrganizationPolicy,
    PendingHandshake,
    Plan,
    ResourcePolicy,
    Root,
    RootAccess,
    TrustedServices,
    Unit,
)
from .wanted import IAM, PREFIX, attached_kinds

_DESCRIBE = "organizations:DescribeOrganization"
_ROOTS = "organizations:ListRoots"
_TRUSTED = "organizations:ListAWSServiceAccessForOrganization"
_CREATIONS = "organizations:ListCreateAccountStatus"
_INVALID = "ListAccountsWithInvalidEffectivePolicy"
# Types of policy that nothing is inherited of: what they deny adds up.
_NOT_INHERITED = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
_EXPLAINED = 3  # accounts of each type that are asked what is wrong: it is mostly the same
_ASKED_OF_OTHERS = ("INVITE", "TRANSFER_RESPONSIBILITY")
_PENDING = ("REQUESTED", "OPEN")


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


@collector(Creation, per="account", reads=[_DESCRIBE, _CREATIONS])
def creations(here: Place) -> Reading[Creation]:
    """What is being made is waited for, since only then is it told whether there is an account."""
    if not (yield from _managed(here)):
        return []
    answer = yield _being_made()
    return [
        Creation(place=here, request=told["Id"], name=told["AccountName"]) for told in answer["CreateAccountStatuses"]
    ]


@collector(Member, per="account", reads=[_DESCRIBE, _CREATIONS, "organizations:ListAccounts"])
def members(here: Place) -> Reading[Member]:
    """Every account, and what it is below."""
    if not (yield from _managed(here)):
        return []
    yield _being_made()
    answer = yield Read("organizations", "ListAccounts")
    return [
        Member(
            place=here,
            id=told["Id"],
            name=told["Name"],
            email=told["Email"],
            state=told["State"],
            parents=_parents(told["Paths"][0]),
        )
        for told in sorted(answer["Accounts"], key=lambda told: str(told["Id"]))
    ]


@collector(AccountQuota, per="account", reads=[_DESCRIBE, "service-quotas:GetServiceQuota"])
def account_quota(here: Place) -> Reading[AccountQuota]:
    """Told in one Region, and to the management account alone."""
    if not (yield from _managed(here)):
        return []
    asked = Read("service-quotas", "GetServiceQuota", ServiceCode="organizations", QuotaCode="L-29A0C5DF")
    answer = yield asked.at(here.global_region)
    return [AccountQuota(place=here, accounts=int(answer["Quota"]["Value"]))]


@collector(Unit, per="account", reads=[_DESCRIBE, _ROOTS, "organizations:ListOrganizationalUnitsForParent"])
def units(here: Place) -> Reading[Unit]:
    """Every unit, level by level."""
    if not (yield from _managed(here)):
        return []
    found: list[Unit] = []
    level = [((yield from _root())["Id"], "")]
    while level:
        answers = yield [
            Read("organizations", "ListOrganizationalUnitsForParent", ParentId=above) for above, _ in level
        ]
        below = [
            Unit(place=here, id=told["Id"], path=f"{path}{_escaped(told['Name'])}")
            for (_, path), answer in zip(level, answers, strict=True)
            for told in answer["OrganizationalUnits"]
        ]
        found += below
        level = [(unit.id, f"{unit.path}/") for unit in below]
    return sorted(found, key=lambda unit: unit.path)


@collector(
    Administrator,
    per="account",
    reads=[
        _DESCRIBE,
        "organizations:ListDelegatedAdministrators",
        "organizations:ListDelegatedServicesForAccount",
    ],
)
def administrators(here: Place) -> Reading[Administrator]:
    """Without all features there are none, and AWS refuses the question."""
    told = yield from _managed(here)
    if not told or told["FeatureSet"] != ALL_FEATURES:
        return []
    listed = (yield Read("organizations", "ListDelegatedAdministrators"))["DelegatedAdministrators"]
    ids = sorted(one["Id"] for one in listed)
    answers = yield [Read("organizations", "ListDelegatedServicesForAccount", AccountId=one) for one in ids]
    return [
        Administrator(
            place=here, id=one, services=tuple(sorted(told["ServicePrincipal"] for told in answer["DelegatedServices"]))
        )
        for one, answer in zip(ids, answers, strict=True)
    ]


@collector(
    InvalidPolicy,
    per="account",
    reads=[_DESCRIBE, _ROOTS, f"organizations:{_INVALID}", "organizations:ListEffectivePolicyValidationErrors"],
)
def invalid_policies(here: Place) -> Reading[InvalidPolicy]:
    """Of every type of policy that accounts inherit and that is on."""
    told = yield from _managed(here)
    if not told or told["FeatureSet"] != ALL_FEATURES:
        return []
    types = (yield from _root())["PolicyTypes"]
    kinds = [one["Type"] for one in types if one["Status"] == "ENABLED" and one["Type"] not in _NOT_INHERITED]
    answers = yield [Read("organizations", _INVALID, PolicyType=kind).or_none(_NO_POLICY) for kind in kinds]
    found = [
        (kind, number, one["Id"])
        for kind, answer in zip(kinds, answers, strict=True)
        for number, one in enumerate(answer["Accounts"] if answer else ())
    ]
    asked = [(kind, account) for kind, number, account in found if number < _EXPLAINED]
    errors = yield [
        Read("organizations", "ListEffectivePolicyValidationErrors", AccountId=account, PolicyType=kind).or_none(
            _NO_POLICY
        )
        for kind, account in asked
    ]
    explained = dict(zip(asked, errors, strict=True))
    return [
        InvalidPolicy(place=here, account=account, kind=kind, faults=_faults(explained.get((kind, account))))
        for kind, _, account in found
    ]


_NO_POLICY = "EffectivePolicyNotFoundException"  # no account has one of the type


def _faults(answer: Any) -> tuple[str, ...]:
    errors = answer["EffectivePolicyValidationErrors"] if answer else ()
    return tuple(f"{one['PathToError']}: {one['ErrorMessage']}" for one in errors)


@collector(PendingHandshake, per="account", reads=[_DESCRIBE, "organizations:ListHandshakesForOrganization"])
def handshakes(here: Place) -> Reading[PendingHandshake]:
    """Those that are about other accounts. Enabling all features is asked of one's own."""
    if not (yield from _managed(here)):
        return []
    answer = yield Read("organizations", "ListHandshakesForOrganization")
    return [
        PendingHandshake(place=here, id=told["Id"], action=told["Action"], to=_recipient(told))
        for told in answer["Handshakes"]
        if told["Action"] in _ASKED_OF_OTHERS and told["State"] in _PENDING
    ]


def _recipient(told: Any) -> str:
    return next((str(one["Id"]) for one in told["Parties"] if one["Type"] != "ORGANIZATION"), "nobody")


@collector(BillingTransfer, per="account", reads=[_DESCRIBE, "organizations:ListOutboundResponsibilityTransfers"])
def billing_transfers(here: Place) -> Reading[BillingTransfer]:
    """Those that last or may begin. Where AWS has no such thing, there is none."""
    if not (yield from _managed(here)):
        return []
    asked = Read("organizations", "ListOutboundResponsibilityTransfers", Type="BILLING")
    answer = yield asked.or_none("UnsupportedAPIEndpointException")
    return [
        BillingTransfer(place=here, id=told["Id"], status=told["Status"], to=told["Target"]["ManagementAccountId"])
        for told in (answer["ResponsibilityTransfers"] if answer else ())
        if told["Status"] in ("REQUESTED", "ACCEPTED")
    ]


@collector(ResourcePolicy, per="account", reads=[_DESCRIBE, "organizations:DescribeResourcePolicy"])
def resource_policy(here: Place) -> Reading[ResourcePolicy]:
    """Without all features there is none."""
    told = yield from _managed(here)
    if not told or told["FeatureSet"] != ALL_FEATURES:
        return []
    answer = yield Read("organizations", "DescribeResourcePolicy").or_none("ResourcePolicyNotFoundException")
    return [ResourcePolicy(place=here, content=answer["ResourcePolicy"]["Content"] if answer else None)]


@collector(Plan, per="account", reads=[_DESCRIBE, "freetier:GetAccountPlanState"])
def plan(here: Place) -> Reading[Plan]:
    """An account of an organization is on the Paid plan. One that is older than the plans has none."""
    if (yield from _organization()):
        return [Plan(place=here, kind="PAID")]
    answer = yield Read("freetier", "GetAccountPlanState").at(here.global_region).or_none("ResourceNotFoundException")
    return [Plan(place=here, kind=answer["accountPlanType"] if answer else None)]


@collector(
    OrganizationPolicy,
    per="account",
    reads=[
        _DESCRIBE,
        "organizations:ListPolicies",
        "organizations:ListTargetsForPolicy",
        "organizations:DescribePolicy",
    ],
)
def policies(here: Place) -> Reading[OrganizationPolicy]:
    """Of the types that Hardpan attaches anywhere: where each is attached, and what Hardpan's own say."""
    if not (yield from _managed(here)):
        return []
    every = yield [Read("organizations", "ListPolicies", Filter=kind) for kind in attached_kinds()]
    found = [one for answer in every for one in answer["Policies"] if not one["AwsManaged"]]
    own = [one["Id"] for one in found if one["Name"].startswith(PREFIX)]
    answers = yield [
        *(Read("organizations", "ListTargetsForPolicy", PolicyId=one["Id"]) for one in found),
        *(Read("organizations", "DescribePolicy", PolicyId=name) for name in own),
    ]
    targets, told = answers[: len(found)], answers[len(found) :]
    contents = {name: answer["Policy"]["Content"] for name, answer in zip(own, told, strict=True)}
    return [
        OrganizationPolicy(
            place=here,
            id=one["Id"],
            kind=one["Type"],
            name=one["Name"],
            targets=tuple(sorted(target["TargetId"] for target in told["Targets"])),
            content=contents.get(one["Id"]),
        )
        for one, told in zip(found, targets, strict=True)
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


def _escaped(name: str) -> str:
    """A name with a slash in it is not taken for a unit within a unit."""
    return name.replace("/", "\\/")


def _parents(path: str) -> tuple[str, ...]:
    """Of `o-exampleorgid/r-ab12/ou-ab12-11111111/111122223333/` what is between organization and account."""
    return tuple(path.strip("/").split("/")[1:-1])


def _being_made() -> Read:
    """The accounts that are still being made after a minute."""
    asked = Read("organizations", "ListCreateAccountStatus", States=["IN_PROGRESS"])
    return asked.until("CreateAccountStatuses", (), seconds=60)
