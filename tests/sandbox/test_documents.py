"""Which policies admit anyone, and whether one lets a service act."""

import json

import pytest

from hardpan.policy import service
from hardpan.sandbox.services.documents import is_public, matches, permits

CLOUDTRAIL = service("cloudtrail.amazonaws.com")
LOGS = "arn:aws:s3:::logs/AWSLogs/111122223333/CloudTrail/log"


@pytest.mark.parametrize(
    ("statement", "public"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": "*"}}, True),
        ({"Principal": {"AWS": ["111122223333", "*"]}}, True),
        ({"Principal": "*", "Effect": "Deny"}, False),
        ({"Principal": {"AWS": "111122223333"}}, False),
        ({"Principal": {"Service": "cloudtrail.amazonaws.com"}}, False),
        ({"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}, False),
        ({"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}, True),
        ({"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "::/0"}}}, True),
        ({"Principal": "*", "Condition": {"StringEquals": {"AWS:SourceOwner": "111122223333"}}}, False),
        ({"Principal": "*", "Condition": {"StringLike": {"aws:SourceAccount": "*"}}}, True),
        ({"Principal": "*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::bucket"}}}, False),
        ({"Principal": "*", "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:topic"}}}, True),
        ({"Principal": "*", "Condition": {"StringNotEquals": {"aws:SourceAccount": "111122223333"}}}, True),
        ({"Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, True),
    ],
)
def test_public_is_anyone_without_a_narrowing_condition(statement, public):
    assert is_public(_document({"Action": "s3:GetObject", "Resource": "*"} | statement)) is public


@pytest.mark.parametrize("document", [None, "", "{no", "[]", '{"Statement": []}'])
def test_no_policy_admits_nobody(document):
    assert is_public(document) is False


@pytest.mark.parametrize(
    ("changed", "permitted"),
    [
        ({}, True),
        ({"Action": "S3:putobject"}, True),
        ({"Action": "s3:*"}, True),
        ({"Action": "s3:GetObject"}, False),
        ({"Resource": "arn:aws:s3:::logs/AWSLogs/999988887777/*"}, False),
        ({"Principal": {"Service": "config.amazonaws.com"}}, False),
        ({"Principal": "*"}, True),
        ({"Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}}}, True),
        ({"Condition": {"StringEquals": {"aws:SourceArn": "arn:aws:cloudtrail:*:111122223333:trail/*"}}}, False),
        ({"Condition": {"StringEquals": {"aws:SourceOrgID": "o-12345"}}}, False),
        ({"Condition": {"StringEqualsIfExists": {"aws:SourceOrgID": "o-12345"}}}, True),
    ],
)
def test_a_service_may_what_a_statement_allows_it(changed, permitted):
    allow = {"Principal": {"Service": CLOUDTRAIL.arn}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::logs/*"}
    context = {"aws:sourcearn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/main"}
    assert permits(_document(allow | changed), CLOUDTRAIL, "s3:PutObject", LOGS, context) is permitted


@pytest.mark.parametrize(("secure", "permitted"), [("true", True), ("false", False)])
def test_a_deny_wins_where_its_condition_holds(secure, permitted):
    allow = {"Principal": "*", "Action": "s3:*", "Resource": "*"}
    deny = {**allow, "Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": False}}}
    context = {"aws:securetransport": secure}
    assert permits(_document(allow, deny), CLOUDTRAIL, "s3:PutObject", LOGS, context) is permitted


def test_only_stars_and_question_marks_are_special():
    assert matches("arn:aws:s3:::a.b/*", "arn:aws:s3:::a.b/c")
    assert not matches("arn:aws:s3:::a.b/*", "arn:aws:s3:::axb/c")
    assert matches("key-?", "key-1")
    assert not matches("key-?", "key-12")


def _document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"} | each for each in statements]})
