"""Whatever is asked, the answer is AWS's: never a web page, never a connection that breaks."""

import json

import pytest

from sandbox.asking import refused, send

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "code", "status"),
    [
        ("iam", "list_delegation_requests", {}, "InvalidAction", 400),
        ("ec2", "describe_declarative_policies_reports", {}, "InvalidAction", 400),
        ("securitylake", "list_data_lakes", {}, "UnknownOperationException", 404),
        ("ssm", "describe_ops_items", {}, "UnknownOperationException", 400),
        ("detective", "list_invitations", {}, "UnknownOperationException", 404),
        ("fms", "get_notification_channel", {}, "UnknownOperationException", 400),
        ("s3control", "list_access_grants_instances", {"AccountId": "111122223333"}, "NotImplemented", 501),
    ],
)
def test_an_operation_nobody_offers_is_an_error_in_the_words_of_its_protocol(
    client, service, operation, parameters, code, status
):
    with refused(code, status, match="sandbox does not offer"):
        getattr(client(service), operation)(**parameters)


@pytest.mark.parametrize(
    ("service", "method", "path", "body", "headers"),
    [
        ("iam", "POST", "/", "Action=MakeCoffee&Version=2010-05-08", {"Content_Type": FORM}),
        ("ec2", "POST", "/", "Action=MakeCoffee&Version=2016-11-15", {"Content_Type": FORM}),
        ("kms", "POST", "/", "{}", {"X_Amz_Target": "TrentService.MakeCoffee"}),
        ("guardduty", "GET", "/coffee", "", {}),
        ("coffee", "GET", "/", "", {}),
    ],
)
def test_an_operation_aws_has_not_is_no_web_page(sandbox, service, method, path, body, headers):
    status, answered, said = send(sandbox.url, method, path, body, service=service, **headers)
    assert 400 <= status < 500
    assert "html" not in answered.get("Content-Type", "")
    assert "<!doctype" not in said.lower()


def test_an_unsigned_request_lacks_a_token(sandbox):
    status, _, said = send(sandbox.url, "POST", "/", "Action=ListUsers", Content_Type=FORM)
    assert status == 403
    assert "MissingAuthenticationToken" in said


def test_a_malformed_request_is_refused_by_the_model(sandbox):
    asked = {"X_Amz_Target": "AWSBudgetServiceGateway.DescribeBudget", "Content_Type": "application/x-amz-json-1.1"}
    status, _, said = send(sandbox.url, "POST", "/", "{}", service="budgets", **asked)
    assert status == 400
    assert json.loads(said)["__type"] == "ValidationException"
    assert "AccountId" in said
    status, _, said = send(sandbox.url, "POST", "/", "Action=CreateUser", service="iam", Content_Type=FORM)
    assert status == 400
    assert "ValidationError" in said


def test_s3_control_is_found_behind_an_account_in_front_of_the_host(sandbox, account):
    port = sandbox.url.rpartition(":")[2]
    status, _, said = send(
        sandbox.url,
        "GET",
        "/v20180820/configuration/publicAccessBlock",
        service="s3",
        Host=f"{account}.127.0.0.1:{port}",
        x_amz_account_id=account,
    )
    assert status == 404
    assert "NoSuchPublicAccessBlockConfiguration" in said


def test_a_connection_stays_open_for_the_next_request(sandbox):
    status, answered, _ = send(sandbox.url, "POST", "/", "Action=ListUsers", service="iam", Content_Type=FORM)
    assert status == 200
    assert "close" not in answered.get("Connection", "")
