"""Lambda: who may call a function."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE, Exceptions
from hardpan.model import FactUnreadable, Read
from hardpan.services.lambda_.collect import functions
from hardpan.services.lambda_.examples import FOR_EVERYBODY, FUNCTION, HERE, OPEN_URL
from hardpan.services.lambda_.statements import as_request, is_public
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of

services.load()

S3 = FUNCTION.permissions[0]
ANSWERS: dict[str, Any] = {
    "lambda:ListFunctions": {"Functions": [{"FunctionName": FUNCTION.name, "FunctionArn": FUNCTION.arn}]},
    "lambda:ListFunctionUrlConfigs": {"FunctionUrlConfigs": [{"FunctionArn": FUNCTION.arn, "AuthType": "AWS_IAM"}]},
    "lambda:GetPolicy": {"Policy": json.dumps({"Statement": [S3.statement]})},
}


def test_a_function_is_read_with_its_addresses_and_its_policy() -> None:
    assert drive(functions(HERE), ANSWERS) == [FUNCTION]


def test_a_function_without_address_and_policy_is_closed() -> None:
    answers = ANSWERS | {"lambda:ListFunctionUrlConfigs": {"FunctionUrlConfigs": []}, "lambda:GetPolicy": None}
    assert drive(functions(HERE), answers) == [replace(FUNCTION, urls=(), permissions=())]


def test_an_alias_with_an_address_has_a_policy_of_its_own() -> None:
    def policy(read: Read) -> Any:
        public = {"Policy": json.dumps({"Statement": [FOR_EVERYBODY.statement]})}
        return public if read.parameters.get("Qualifier") == "live" else None

    url = {"FunctionArn": f"{FUNCTION.arn}:live", "AuthType": "NONE"}
    answers = ANSWERS | {"lambda:ListFunctionUrlConfigs": {"FunctionUrlConfigs": [url]}, "lambda:GetPolicy": policy}
    (found,) = drive(functions(HERE), answers)
    assert found.open_urls == [replace(OPEN_URL, qualifier="live")]
    assert found.public_permissions == [replace(FOR_EVERYBODY, qualifier="live")]
    (sign,) = steps_of("lambda.sign_function_urls", EXAMPLE, Snapshot.of(found))
    (close,) = steps_of("lambda.close_function_policies", EXAMPLE, Snapshot.of(found))
    assert sign.write.parameters["Qualifier"] == close.write.parameters["Qualifier"] == "live"


@pytest.mark.parametrize("hidden", ["lambda:ListFunctionUrlConfigs", "lambda:GetPolicy"])
def test_a_policy_is_whole_or_unreadable(hidden: str) -> None:
    """Hidden addresses hide which aliases there are, and so what their policies allow."""
    (found,) = drive(functions(HERE), ANSWERS | {hidden: denied(hidden)})
    assert found.name == FUNCTION.name
    with pytest.raises(FactUnreadable):
        bool(found.public_permissions)


@pytest.mark.parametrize(
    ("change", "public"),
    [
        ({}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": ["111122223333", "*"]}}, True),
        ({"Principal": {"AWS": "111122223333"}}, False),
        ({"Principal": {"Service": "s3.amazonaws.com"}}, False),
        ({"Effect": "Deny"}, False),
        ({"Condition": None}, True),
        ({"Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "AWS_IAM"}}}, True),
        ({"Condition": {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}}, True),
        ({"Condition": {"StringEquals": {"AWS:SourceAccount": "111122223333"}}}, False),
        ({"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::photos"}}}, False),
    ],
)
def test_who_is_everybody(change: dict[str, Any], public: bool) -> None:
    assert is_public({**FOR_EVERYBODY.statement, **change}) is public


def test_a_statement_that_addpermission_can_write_comes_back_on_undo() -> None:
    have = Snapshot.of(replace(FUNCTION, permissions=(S3, FOR_EVERYBODY)))
    (close,) = steps_of("lambda.close_function_policies", EXAMPLE, have)
    assert close.undo is not None
    assert close.undo[0].parameters == {
        "FunctionName": "resize",
        "StatementId": "FunctionURLAllowPublicAccess",
        "Action": "lambda:InvokeFunctionUrl",
        "Principal": "*",
        "FunctionUrlAuthType": "NONE",
    }


def test_a_statement_that_cannot_be_written_again_is_named_as_final() -> None:
    strange = {**FOR_EVERYBODY.statement, "Condition": {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}}
    assert as_request(strange) is None
    have = Snapshot.of(replace(FUNCTION, permissions=(replace(FOR_EVERYBODY, statement=strange),)))
    (close,) = steps_of("lambda.close_function_policies", EXAMPLE, have)
    assert close.undo is None


def test_a_function_meant_for_everybody_is_left_alone() -> None:
    want = replace(EXAMPLE, exceptions=Exceptions(public_functions=("res*",)))
    have = Snapshot.of(replace(FUNCTION, urls=(OPEN_URL,), permissions=(FOR_EVERYBODY,)))
    assert steps_of("lambda.sign_function_urls", want, have) == []
    assert steps_of("lambda.close_function_policies", want, have) == []
