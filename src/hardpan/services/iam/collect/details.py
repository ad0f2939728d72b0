"""Users, groups, roles and policies, all from one bulk call that every collector here shares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hardpan.model import Answer, Place, Read, Reading, collector, lift

from ..documents import allowing, parsed, principals
from ..facts import (
    ORGANIZATION_ACCESS,
    Administrator,
    Attachment,
    Identity,
    OrganizationAccessRole,
    OwnPolicy,
    Role,
    SessionLimit,
    User,
    WebIdentityRole,
    managed_policy,
)
from ..own_roles import PATH, WITH_OWN_SESSIONS

_READ = "iam:GetAccountAuthorizationDetails"
# Without a filter the answer holds the text of every policy of AWS's that is attached.
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
_DETAILS = Read(
    "iam",
    "GetAccountAuthorizationDetails",
    Filter=["User", "Group", "Role", "LocalManagedPolicy"],
    MaxItems=1000,
)
_KINDS = (("user", "User"), ("group", "Group"), ("role", "Role"))
_NO_ORGANIZATION = "AWSOrganizationsNotInUseException"


@collector(User, per="account", reads=[_READ])
def users(here: Place) -> Reading[User]:
    """IAM users."""
    details = yield _DETAILS
    found = [
        User(
            place=here,
            name=user["UserName"],
            arn=user["Arn"],
            groups=tuple(sorted(user.get("GroupList", []))),
            attached=_attached(user),
            inline=tuple(sorted(policy["PolicyName"] for policy in user.get("UserPolicyList", []))),
        )
        for user in details["UserDetailList"]
    ]
    return sorted(found, key=lambda user: user.name)


@collector(Role, per="account", reads=[_READ])
def roles(here: Place) -> Reading[Role]:
    """Roles, without those that belong to a service."""
    return [
        Role(
            place=here,
            name=role["RoleName"],
            path=role["Path"],
            arn=role["Arn"],
            trust=parsed(role["AssumeRolePolicyDocument"]),
            attached=_attached(role),
        )
        for role in _own_roles((yield _DETAILS))
    ]


@collector(SessionLimit, per="account", reads=[_READ, "iam:GetRole"])
def session_limits(here: Place) -> Reading[SessionLimit]:
    """Of those of Hardpan's own roles that are there and whose sessions matter; of no other role it is asked."""
    names = {own.name for own in WITH_OWN_SESSIONS}
    own = [role for role in _own_roles((yield _DETAILS)) if role["RoleName"] in names and role["Path"] == PATH]
    answers = yield [Read("iam", "GetRole", RoleName=role["RoleName"]) for role in own]
    return [
        SessionLimit(
            place=here,
            name=role["RoleName"],
            arn=role["Arn"],
            seconds=answer["Role"]["MaxSessionDuration"],
            description=lift(_description, answer),
        )
        for role, answer in zip(own, answers, strict=True)
    ]


def _description(answer: dict[str, Any]) -> str:
    return str(answer["Role"].get("Description", ""))


@collector(WebIdentityRole, per="account", reads=[_READ])
def web_identity_roles(here: Place) -> Reading[WebIdentityRole]:
    """Roles that trust a provider of web identities."""
    found = [
        WebIdentityRole(
            place=here, name=role["RoleName"], arn=role["Arn"], trust=parsed(role["AssumeRolePolicyDocument"])
        )
        for role in _own_roles((yield _DETAILS))
    ]
    return [role for role in found if _trusts_web_identities(role)]


@collector(OrganizationAccessRole, per="account", reads=[_READ, "organizations:DescribeOrganization"])
def organization_access_roles(here: Place) -> Reading[OrganizationAccessRole]:
    """The role of this name, if there is one; then, and only then, who manages the account's organization."""
    found = [role for role in _own_roles((yield _DETAILS)) if role["RoleName"] == ORGANIZATION_ACCESS]
    if not found:
        return []
    answer = yield Read("organizations", "DescribeOrganization").or_none(_NO_ORGANIZATION)
    management = None if answer is None else answer["Organization"]["MasterAccountId"]
    return [
        OrganizationAccessRole(
            place=here,
            arn=role["Arn"],
            trust=parsed(role["AssumeRolePolicyDocument"]),
            management_account=management,
        )
        for role in found
    ]


@collector(Attachment, per="account", reads=[_READ])
def attachments(here: Place) -> Reading[Attachment]:
    """Who has which managed policy."""
    details = yield _DETAILS
    found = [
        Attachment(place=here, policy=policy, who=who)
        for who, detail in _identities(details)
        for policy in _attached(detail)
    ]
    return sorted(found, key=lambda attachment: (attachment.policy, attachment.who.arn))


@collector(Administrator, per="account", reads=[_READ])
def administrators(here: Place) -> Reading[Administrator]:
    """Who has AdministratorAccess."""
    details = yield _DETAILS
    administrator = managed_policy(here, "AdministratorAccess")
    return [
        Administrator(place=here, who=who) for who, detail in _identities(details) if administrator in _attached(detail)
    ]


@collector(OwnPolicy, per="account", reads=[_READ])
def own_policies(here: Place) -> Reading[OwnPolicy]:
    """Customer managed policies that somebody has, and inline policies. A permissions boundary grants nothing."""
    details = yield _DETAILS
    found = [*_managed(here, details), *_inline(here, details)]
    return sorted(found, key=lambda policy: policy.arn)


def _managed(here: Place, details: Answer) -> Iterator[OwnPolicy]:
    identities = _identities(details)
    for policy in details["Policies"]:
        holders = tuple(who for who, detail in identities if policy["Arn"] in _attached(detail))
        if holders:
            (version,) = [each for each in policy["PolicyVersionList"] if each["IsDefaultVersion"]]
            yield OwnPolicy(
                place=here,
                arn=policy["Arn"],
                name=policy["PolicyName"],
                document=parsed(version["Document"]),
                holders=holders,
            )


def _inline(here: Place, details: Answer) -> Iterator[OwnPolicy]:
    for who, detail in _identities(details):
        for policy in detail.get(f"{who.kind.capitalize()}PolicyList", []):
            yield OwnPolicy(
                place=here,
                arn=f"{who.arn}/{policy['PolicyName']}",
                name=policy["PolicyName"],
                document=parsed(policy["PolicyDocument"]),
                holders=(who,),
            )


def _identities(details: Answer) -> list[tuple[Identity, dict[str, Any]]]:
    """Users, groups and roles with their details, by ARN."""
    found = [
        (Identity(kind, detail[f"{name}Name"], detail["Path"], detail["Arn"]), detail)
        for kind, name in _KINDS
        for detail in details[f"{name}DetailList"]
    ]
    return sorted(found, key=lambda pair: pair[0].arn)


def _own_roles(details: Answer) -> list[dict[str, Any]]:
    own = [role for role in details["RoleDetailList"] if not role["Path"].startswith("/aws-service-role/")]
    return sorted(own, key=lambda role: str(role["RoleName"]))


def _attached(detail: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(policy["PolicyArn"] for policy in detail.get("AttachedManagedPolicies", [])))


def _trusts_web_identities(role: WebIdentityRole) -> bool:
    """Whether it trusts a provider that is not for SAML."""
    return any(
        kind == "Federated" and ":saml-provider/" not in name
        for statement in allowing(role.trust)
        for kind, name in principals(statement)
    )
