"""Misbehaviour on demand, in the words of each protocol, for the calls it is meant for and no others."""

import time

import pytest
from botocore.exceptions import ConnectionClosedError
from botocore.exceptions import ConnectionError as Unreachable

from hardpan.sandbox.control import Refused
from sandbox.asking import refused

ASKS = {
    "iam": lambda client: client("iam").list_users(),
    "ec2": lambda client: client("ec2").describe_vpcs(),
    "kms": lambda client: client("kms").list_keys(),
    "guardduty": lambda client: client("guardduty").list_detectors(),
    "s3": lambda client: client("s3").list_buckets(),
    "sns": lambda client: client("sns").list_topics(),
}
SAID = {
    "deny": {
        "iam": ("AccessDenied", 403),
        "ec2": ("UnauthorizedOperation", 403),
        "kms": ("AccessDeniedException", 400),
        "guardduty": ("AccessDeniedException", 403),
        "s3": ("AccessDenied", 403),
        "sns": ("AuthorizationError", 403),
    },
    "throttle": {
        "iam": ("Throttling", 400),
        "ec2": ("RequestLimitExceeded", 503),
        "kms": ("ThrottlingException", 400),
        "guardduty": ("ThrottlingException", 429),
        "s3": ("SlowDown", 503),
    },
    "expired": {
        "iam": ("ExpiredToken", 403),
        "ec2": ("RequestExpired", 400),
        "kms": ("ExpiredTokenException", 400),
        "guardduty": ("ExpiredTokenException", 403),
        "s3": ("ExpiredToken", 400),
    },
    "error": {
        "iam": ("InternalFailure", 500),
        "ec2": ("InternalError", 500),
        "kms": ("InternalFailure", 500),
        "guardduty": ("InternalFailure", 500),
        "s3": ("InternalError", 500),
    },
    "unknown": {
        "iam": ("InvalidAction", 400),
        "ec2": ("InvalidAction", 400),
        "kms": ("UnknownOperationException", 400),
        "guardduty": ("UnknownOperationException", 404),
        "s3": ("NotImplemented", 501),
    },
}


@pytest.mark.parametrize(
    ("kind", "service", "code", "status"),
    [(kind, service, *said) for kind, by_service in SAID.items() for service, said in by_service.items()],
)
def test_each_protocol_has_its_own_words(sandbox, client, kind, service, code, status):
    sandbox.control.fault(kind)
    with refused(code, status):
        ASKS[service](client)
    sandbox.control.behave()
    ASKS[service](client)


def test_what_is_spared_is_spared(sandbox, client):
    sandbox.control.fault("deny", "ec2:*", **{"except": ["ec2:DescribeRegions"]})
    client("ec2").describe_regions()
    client("iam").list_users()
    with refused("UnauthorizedOperation"):
        client("ec2").describe_vpcs()


def test_iam_actions_are_known_by_their_own_names_in_any_case(sandbox, client, account):
    sandbox.control.fault("deny", "s3:getaccountpublicaccessblock", "s3:ListAllMyBuckets")
    with refused("AccessDenied"):
        client("s3control").get_public_access_block(AccountId=account)
    with refused("AccessDenied", match="s3:ListAllMyBuckets"):
        client("s3").list_buckets()


def test_it_happens_as_often_as_asked_and_only_there(sandbox, client):
    sandbox.control.fault("throttle", "ec2:DescribeVpcs", times=2, regions=["eu-*"])
    client("ec2", "us-east-1").describe_vpcs()
    for _ in range(2):
        with refused("RequestLimitExceeded"):
            client("ec2", "eu-west-1").describe_vpcs()
    client("ec2", "eu-west-1").describe_vpcs()


def test_what_goes_beyond_the_limits_that_aws_publishes_is_throttled(sandbox, client):
    organizations = client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    sandbox.control.fault("limits", "organizations:*")
    for _ in range(2):  # ListRoots: one a second, two at once
        organizations.list_roots()
    with refused("ThrottlingException", 400):
        organizations.list_roots()
    client("organizations").list_accounts()
    client("iam").list_users()
    time.sleep(1.05)
    organizations.list_roots()


def test_an_error_may_have_any_code(sandbox, client):
    sandbox.control.fault("error", code="ServiceUnavailable")
    with refused("ServiceUnavailable", 503):
        client("iam").list_users()


def test_a_refused_write_does_nothing(sandbox, client):
    sandbox.control.fault("deny", "iam:CreateUser")
    with refused("AccessDenied"):
        client("iam").create_user(UserName="alice")
    assert client("iam").list_users()["Users"] == []


def test_a_connection_breaks(sandbox, client):
    sandbox.control.fault("drop", "iam:ListUsers", times=1)
    with pytest.raises((ConnectionClosedError, Unreachable)):
        client("iam").list_users()
    assert client("iam").list_users()["Users"] == []


def test_an_answer_takes_its_time(sandbox, client):
    client("iam").list_users()
    sandbox.control.fault("delay", "iam:ListUsers", seconds=0.3)
    began = time.monotonic()
    client("iam").list_users()
    assert time.monotonic() - began >= 0.3


def test_nonsense_is_no_fault(sandbox, client):
    for described in ({"kind": "sulk"}, {"kind": "deny", "because": "of the weather"}):
        with pytest.raises(Refused, match="fault"):
            sandbox.control._ask("POST", "faults", described)
    with pytest.raises(Refused, match="at least one"):
        sandbox.control.fault("pages", size=0)
    client("iam").list_users()


def test_a_reset_ends_it(sandbox, client):
    sandbox.control.fault("deny")
    sandbox.control.reset("factory-new")
    client("iam").list_users()
