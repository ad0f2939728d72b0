"""Answers without what must never be written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hardpan.aws.model import without_secrets
from hardpan.model import HIDDEN

# AWS's models mark a contact's name and number as sensitive, and the names of accounts, users and groups. They are no
# secret, and hardpan.yaml is held against them.
_JUDGED = frozenset(
    {
        "account:GetContactInformation",
        "account:GetAlternateContact",
        "identitystore:ListGroups",
        "identitystore:ListUsers",
        "organizations:ListAccounts",
        "organizations:ListCreateAccountStatus",
    }
)


def for_keeping(service: str, operation: str, answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without what AWS's model calls sensitive, and without what we know to hold secrets besides."""
    action = f"{service}:{operation}"
    cleaned = answer if action in _JUDGED else without_secrets(service, operation, answer)
    also = _ALSO.get(action)
    return also(cleaned) if also else cleaned


def _without_web_hooks(answer: dict[str, Any]) -> dict[str, Any]:
    """The address of a web hook is its password; an e-mail address is not."""
    listed = [
        one if one.get("Protocol", "").startswith("email") else {**one, "Endpoint": HIDDEN}
        for one in answer.get("Subscriptions", [])
    ]
    return {**answer, "Subscriptions": listed}


def _without_inputs(answer: dict[str, Any]) -> dict[str, Any]:
    """What a rule sends to its targets is somebody's own text, headers with keys included."""
    own = ("Input", "InputPath", "InputTransformer", "HttpParameters")
    listed = [
        {name: value for name, value in target.items() if name not in own} for target in answer.get("Targets", [])
    ]
    return {**answer, "Targets": listed}


def _names_of_groups(answer: dict[str, Any]) -> dict[str, Any]:
    kept = ("GroupId", "DisplayName")
    return {**answer, "Groups": [_only(group, kept) for group in answer.get("Groups", [])]}


def _names_of_users(answer: dict[str, Any]) -> dict[str, Any]:
    """Names to sign in with and e-mail addresses: nobody's phone number, address or birthday."""
    listed = [
        {**_only(user, ("UserId", "UserName")), "Emails": [_only(one, ("Value",)) for one in user.get("Emails", [])]}
        for user in answer.get("Users", [])
    ]
    return {**answer, "Users": listed}


def _only(whole: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: whole[name] for name in names if name in whole}


_ALSO: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "events:ListTargetsByRule": _without_inputs,
    "identitystore:ListGroups": _names_of_groups,
    "identitystore:ListUsers": _names_of_users,
    "sns:ListSubscriptionsByTopic": _without_web_hooks,
}
