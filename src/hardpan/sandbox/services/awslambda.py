"""Lambda function URLs and the policies that let others call a function.

API reference: https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionUrlConfigs.html,
API_CreateFunctionUrlConfig, API_UpdateFunctionUrlConfig, API_AddPermission, API_GetPolicy.
"""

from __future__ import annotations

import json
from typing import Any

from ..registry import Answer, AwsError, Call, amend, guard, overlay
from .emulator import backend, refusing

URL_FIELDS = ("FunctionUrl", "FunctionArn", "AuthType", "Cors", "CreationTime", "LastModifiedTime", "InvokeMode")


def find(call: Call) -> Any:
    """The emulator's own function, named by name or ARN."""
    with refusing():
        return backend(call).get_function(call.parameters["FunctionName"])


@overlay("lambda", "ListFunctionUrlConfigs")
def list_urls(call: Call) -> Answer:
    url = find(call).url_config
    if url is None:
        return {"FunctionUrlConfigs": []}
    described = url.to_dict()
    return {"FunctionUrlConfigs": [{field: described[field] for field in URL_FIELDS if described.get(field)}]}


@guard("lambda", "CreateFunctionUrlConfig")
def refuse_a_second_url(call: Call) -> None:
    function = find(call)
    if function.url_config is not None:
        raise AwsError(
            "ResourceConflictException",
            f"Failed to create function url config for [functionArn = {function.function_arn}]. "
            f"Error message:  FunctionUrlConfig exists for this Lambda function",
        )


@guard("lambda", "AddPermission")
def refuse_a_statement_twice(call: Call) -> None:
    statement_id = call.parameters["StatementId"]
    if any(statement["Sid"] == statement_id for statement in find(call).policy.statements):
        raise AwsError(
            "ResourceConflictException",
            f"The statement id ({statement_id}) provided already exists. "
            "Please provide a new statement id, or remove the existing statement.",
        )


@amend("lambda", "AddPermission")
def write_conditions_as_conditions(call: Call, answer: Answer) -> Answer:
    """The emulator keeps the request's own field beside the statement where AWS writes a condition."""
    statement = find(call).policy.statements[-1]
    auth_type = statement.pop("FunctionUrlAuthType", None)
    if auth_type is not None:
        condition = statement.setdefault("Condition", {}).setdefault("StringEquals", {})
        condition["lambda:FunctionUrlAuthType"] = auth_type
    if statement.pop("InvokedViaFunctionUrl", False):
        statement.setdefault("Condition", {}).setdefault("Bool", {})["lambda:InvokedViaFunctionUrl"] = "true"
    return {**answer, "Statement": json.dumps(statement)}
