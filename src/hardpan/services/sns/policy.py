"""Whether a resource policy lets a service act: enough of the policy language for topics and their keys."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any


def lets_service(policy: dict[str, Any], service: str, action: str) -> bool:
    """Whether the policy allows the action to the service, whatever the circumstances.

    A statement with a condition is no permission: EventBridge does not say for whom it publishes, so a condition on
    a topic's policy or a key's policy is never met.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    """
    effects = {
        statement.get("Effect")
        for statement in _listed(policy.get("Statement"))
        if not statement.get("Condition") and _is_about(statement, service, action)
    }
    return effects == {"Allow"}


def _is_about(statement: dict[str, Any], service: str, action: str) -> bool:
    principal = statement.get("Principal")
    services = _listed(principal.get("Service")) if isinstance(principal, dict) else []
    everyone = principal == "*" or (isinstance(principal, dict) and "*" in _listed(principal.get("AWS")))
    return (everyone or service in services) and any(
        fnmatchcase(action.lower(), pattern.lower()) for pattern in _listed(statement.get("Action"))
    )


def _listed(value: Any) -> list[Any]:
    """Where a policy may hold one thing or a list of them."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
