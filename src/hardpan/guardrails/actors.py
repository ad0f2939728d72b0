"""Who asks in the requests that show what a guardrail does, in an organization made up for it."""

from __future__ import annotations

from typing import Any

from hardpan.guardrails.guardrail import Ask
from hardpan.guardrails.parameters import Parameters
from hardpan.policy import (
    ANYBODY,
    Principal,
    Request,
    federated,
    global_keys,
    role,
    root,
    service,
    user,
)

MANAGEMENT, MEMBER, SIBLING = "111111111111", "222222222222", "333333333333"
FOREIGN = "999999999999"  # of another organization
_FOREIGN_ORGANIZATION = "o-foreignorgid"
PARENTS = {MEMBER: "ou-ab12-11111111", "ou-ab12-11111111": "r-ab12", SIBLING: "r-ab12", MANAGEMENT: "r-ab12"}
_SSO = "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_AdministratorAccess_0123456789abcdef"


def actors(parameters: Parameters) -> dict[str, Principal]:
    """Each by the name that definitions use."""
    return {
        "administrator": role(MEMBER, "Administrator"),
        "identity_center": role(MEMBER, _SSO),
        "iam_user": user(MEMBER, "ada"),
        "root": root(MEMBER),
        "root_session": root(MEMBER),  # made by sts:AssumeRoot
        "apply": role(MEMBER, "hardpan/HardpanApply"),
        "audit": role(MEMBER, "hardpan/HardpanAudit"),
        "break_glass": role(MEMBER, "hardpan/HardpanBreakGlass"),
        "responder": role(MEMBER, "hardpan/HardpanIncidentResponder"),
        "user_maker": role(MEMBER, "hardpan/HardpanIamUserException"),
        "access": role(MEMBER, parameters.access_role),
        "also_exempt": role(MEMBER, (*parameters.also_exempt, "unused")[0]),
        "stack_set": role(MEMBER, "stacksets-exec-0123456789abcdef"),
        "look_alike": role(MEMBER, "HardpanApply"),  # without the path
        "look_alike_in_path": role(MEMBER, "team/hardpan/HardpanApply"),
        "service_linked": role(MEMBER, "aws-service-role/sso.amazonaws.com/AWSServiceRoleForSSO"),
        "management": role(MANAGEMENT, "Administrator"),
        "sibling": role(SIBLING, "Administrator"),
        "foreign": role(FOREIGN, "Administrator"),
        "partner": role((*parameters.trusted_accounts, FOREIGN)[0], "Reader"),
        "anybody": ANYBODY,
        "cloudtrail": service("cloudtrail.amazonaws.com"),
        "github": federated("token.actions.githubusercontent.com"),
        "google": federated("accounts.google.com"),
    }


def request(ask: Ask, parameters: Parameters) -> Request:
    """The request as AWS would see it, with the keys that every request has."""
    principal = actors(parameters)[ask.by]
    resource_account = {"member": MEMBER, "sibling": SIBLING, "management": MANAGEMENT, "foreign": FOREIGN}[ask.of]
    keys: dict[str, Any] = global_keys(
        principal,
        region=ask.region,
        organization=_organization(principal.account, parameters),
        resource_account=resource_account,
        resource_organization=_organization(resource_account, parameters),
    )
    if ask.by == "root_session":
        keys["aws:AssumedRoot"] = True
    given = {key: value for key, value in {**keys, **ask.keys}.items() if value != "absent"}
    return Request(
        principal=principal, action=ask.action, resource=ask.resource, account=resource_account, context=given
    )


def _organization(account: str | None, parameters: Parameters) -> str | None:
    if account in PARENTS:
        return parameters.organization
    return _FOREIGN_ORGANIZATION if account == FOREIGN else None
