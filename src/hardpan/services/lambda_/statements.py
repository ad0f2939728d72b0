"""Statements of a function's policy: whom they let in, and the request that writes one again."""

from __future__ import annotations

from typing import Any

# Conditions on who calls. With any of them a statement for `*` means some, not everybody.
# https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
_ON_THE_CALLER = (
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceowner",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalaccount",
    "aws:principalarn",
    "lambda:eventsourcetoken",
)

# Condition keys that AddPermission can write, and its parameter for each.
# https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
_PARAMETER = {
    "aws:sourceaccount": "SourceAccount",
    "aws:sourcearn": "SourceArn",
    "aws:principalorgid": "PrincipalOrgID",
    "lambda:functionurlauthtype": "FunctionUrlAuthType",
    "lambda:eventsourcetoken": "EventSourceToken",
    "lambda:invokedviafunctionurl": "InvokedViaFunctionUrl",
}


def is_public(statement: dict[str, Any]) -> bool:
    """Whether everybody may do what the statement allows: its principal is `*`, and no condition names the caller."""
    if statement["Effect"] != "Allow" or not _is_anyone(statement.get("Principal")):
        return False
    return not any(key.lower() in _ON_THE_CALLER for key in _conditions(statement))


def _is_anyone(principal: Any) -> bool:
    if isinstance(principal, dict):
        principal = principal.get("AWS")
    return "*" in (principal if isinstance(principal, list) else [principal])


def _conditions(statement: dict[str, Any]) -> dict[str, Any]:
    """Condition keys and what they are compared with, whatever the comparison."""
    return {key: value for keys in (statement.get("Condition") or {}).values() for key, value in keys.items()}


def as_request(statement: dict[str, Any]) -> dict[str, Any] | None:
    """Parameters of the AddPermission that writes a public statement; None where it cannot."""
    parameters = {"StatementId": statement["Sid"], "Action": statement["Action"], "Principal": "*"}
    for key, value in _conditions(statement).items():
        name = _PARAMETER.get(key.lower())
        if name is None or not isinstance(value, str):
            return None
        parameters[name] = value.lower() == "true" if name == "InvokedViaFunctionUrl" else value
    return parameters if isinstance(statement["Action"], str) else None
