"""Athena work groups: what is not there is refused, where the emulator answers with nothing.

API reference: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetWorkGroup.html, API_DeleteWorkGroup.
"""

from __future__ import annotations

from ..registry import AwsError, Call, guard
from .emulator import backend


@guard("athena", "GetWorkGroup", "DeleteWorkGroup", "UpdateWorkGroup")
def refuse_what_is_not_there(call: Call) -> None:
    name = call.parameters["WorkGroup"]
    if name not in backend(call).work_groups:
        raise AwsError("InvalidRequestException", f"WorkGroup {name} is not found.")


@guard("athena", "CreateWorkGroup")
def refuse_a_second_one(call: Call) -> None:
    if call.parameters["Name"] in backend(call).work_groups:
        raise AwsError("InvalidRequestException", "WorkGroup is already created")
