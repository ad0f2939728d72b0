"""Every lean request is the one that botocore would send, to the last byte that AWS looks at."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from botocore.exceptions import EndpointResolutionError

from aws.lean.oracle import ACCESS_KEY, SECRET_KEY, TOKEN, ask, parameters_of
from hardpan.aws.lean import spec
from hardpan.aws.lean.answer import Refusal
from hardpan.aws.lean.endpoint import NoEndpoint, endpoint, partition_of
from hardpan.aws.lean.serialize import unsigned
from hardpan.aws.lean.sign import Credentials, sign

EVERY = spec.every()
WHO = Credentials(ACCESS_KEY, SECRET_KEY, TOKEN)
REGIONS = ("us-east-1", "eu-west-1", "af-south-1", "cn-north-1", "us-gov-west-1")
OVERRIDES = (
    "http://127.0.0.1:4577",
    "https://vpce.example.com/base",
    "https://Vpce.Example.com:443",
    "http://example.com:80/a/b/",
)
# What botocore adds for itself and AWS does not look at.
OWN = {"user-agent", "amz-sdk-invocation-id", "amz-sdk-request", "x-amz-user-agent", "accept-encoding", "authorization"}


def ours(op: spec.Operation, parameters: dict[str, Any], region: str, override: str | None, at: float) -> Any:
    where = endpoint(op, parameters, region, override=override)
    request = unsigned(op, parameters)
    target, block = sign(request, where, WHO, at=at)
    headers = dict(line.split(": ", 1) for line in block.decode().strip().split("\r\n"))
    return where, target, headers, request


@pytest.mark.parametrize("op", EVERY, ids=lambda op: f"{op.service}:{op.name}")
@pytest.mark.parametrize("whole", [True, False], ids=["whole", "required"])
def test_a_request_is_botocores(op: spec.Operation, whole: bool) -> None:
    """URL, method, headers, body and signature, in Regions of three partitions and at other addresses."""
    parameters = parameters_of(op.service, op.name, whole=whole)
    places = [(region, None) for region in REGIONS] + [("eu-west-1", override) for override in OVERRIDES]
    for region, override in places:
        if op.host_prefix and override == OVERRIDES[0]:
            continue  # botocore asks for the account's name below an IP address, which nothing answers
        try:
            theirs, _ = ask(op.service, op.name, parameters, region, override)
        except EndpointResolutionError:
            with pytest.raises(NoEndpoint):
                endpoint(op, parameters, region)
            continue
        stamp = theirs.headers["X-Amz-Date"]
        stamp = stamp.decode() if isinstance(stamp, bytes) else stamp
        at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
        where, target, headers, request = ours(op, parameters, region, override, at)
        url = urlsplit(theirs.url)
        host = theirs.headers.get("host") or url.netloc  # without what urllib3 leaves out: the scheme's own port
        host = host.decode() if isinstance(host, bytes) else host
        assert (where.scheme, where.host, request.method) == (url.scheme, host, theirs.method)
        assert target.partition("?")[0] == (url.path or "/")
        mine = parse_qsl(target.partition("?")[2], keep_blank_values=True)
        assert sorted(mine) == sorted(parse_qsl(url.query, keep_blank_values=True))
        body = theirs.body or b""
        assert request.body == (body.encode() if isinstance(body, str) else body)
        said = {
            name.lower(): value.decode() if isinstance(value, bytes) else value
            for name, value in theirs.headers.items()
        }
        for name in said.keys() - OWN - {"content-length"}:
            assert headers[name] == said[name], name
        assert headers["authorization"] == said["authorization"], (region, override)


ONE_EACH = list({op.service: op for op in EVERY}.values())
KNOWN = [region for partition in spec.partitions().values() for region in partition["regions"]]
NEW = ["eu-north-97", "cn-east-97", "us-gov-south-97", "eusc-de-west-97"]


@pytest.mark.parametrize("op", ONE_EACH, ids=lambda op: op.service)
def test_every_region_has_botocores_address_and_scope(op: spec.Operation) -> None:
    """Also the pseudo-Regions that stand for a partition, and Regions that nobody knows yet."""
    parameters = parameters_of(op.service, op.name, whole=False)
    for region in (*KNOWN, *NEW):
        theirs, _ = ask(op.service, op.name, parameters, region)
        signed = theirs.headers["authorization"]
        scope = (signed.decode() if isinstance(signed, bytes) else signed).split("/")[2:4]
        where = endpoint(op, parameters, region)
        assert (where.host, where.signing_region, where.signing_name) == (urlsplit(theirs.url).netloc, *scope)


@pytest.mark.parametrize(
    "name", ["..", ".", "a//b", "/lead", "trail/", "%2F", "a%20b", "é ~*'", "$LATEST", "a;b,c=d&e"]
)
def test_names_that_look_like_paths_are_signed_as_botocore_signs_them(name: str) -> None:
    for service, action, parameters in (
        ("guardduty", "GetFilter", {"DetectorId": "0123456789", "FilterName": name.ljust(3, "z")}),
        ("lambda", "GetPolicy", {"FunctionName": name, "Qualifier": name}),
        ("lambda", "ListFunctions", {"Marker": name}),
    ):
        theirs, _ = ask(service, action, parameters, "eu-west-1")
        stamp = theirs.headers["X-Amz-Date"].decode()
        at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
        op = spec.operation(service, action)
        assert op is not None
        _, target, headers, _ = ours(op, parameters, "eu-west-1", None, at)
        url = urlsplit(theirs.url)
        assert target == url.path + (f"?{url.query}" if url.query else "")
        assert headers["authorization"] == theirs.headers["authorization"].decode()


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("s3:GetBucketPolicy", {}),
        ("s3:GetBucketPolicy", {"Bucket": ""}),  # would be ListBuckets
        ("s3:GetBucketPolicy", {"Bucket": None}),
        ("s3:GetBucketPolicy", {"Bucket": "a/b"}),
        ("s3:GetBucketPolicy", {"Bucket": "arn:aws:s3:eu-west-1:111122223333:accesspoint/x"}),
        ("s3:GetBucketPolicy", {"Bucket": "b", "ExpectedBucketOwner": "1\r\nx-amz-acl: public-read"}),
        ("s3:GetBucketPolicy", {"Bucket": "b", "Buckett": "b"}),
        ("guardduty:GetDetector", {"DetectorId": ""}),
        ("guardduty:ListFindings", {"DetectorId": "d", "FindingCriteria": {"Criteria": {}}}),
        ("iam:GetRole", {"RoleName": None}),
        ("iam:GetRole", {"Role": "r"}),
        ("ec2:DescribeVpcs", {"Filters": {"Name": "x"}}),
        ("kms:ListKeys", {"Limits": 1}),
        ("organizations:DescribeOrganization", {"Id": "o"}),
    ],
)
def test_what_an_operation_does_not_take_is_not_sent(action: str, parameters: dict[str, Any]) -> None:
    op = spec.operation(*action.split(":"))
    assert op is not None
    with pytest.raises(Refusal, match="InvalidRequest"):
        unsigned(op, parameters)


def test_an_account_that_is_no_label_does_not_become_part_of_a_host() -> None:
    op = spec.operation("s3control", "GetPublicAccessBlock")
    assert op is not None
    with pytest.raises(NoEndpoint):
        endpoint(op, {"AccountId": "evil.example.com/"}, "eu-west-1")


def test_without_a_token_none_is_sent() -> None:
    op = next(one for one in EVERY if one.name == "GetCallerIdentity")
    where = endpoint(op, {}, "eu-west-1")
    _, block = sign(unsigned(op, {}), where, WHO._replace(token=None), at=0)
    assert b"security-token" not in block


def test_a_region_that_is_new_is_known_by_its_name() -> None:
    op = next(one for one in EVERY if one.service == "ec2")
    assert endpoint(op, {}, "eu-north-7").host == "ec2.eu-north-7.amazonaws.com"
    assert partition_of("cn-east-9") == "aws-cn"
    iam = next(one for one in EVERY if one.service == "iam")
    assert endpoint(iam, {}, "eu-north-7").signing_region == "us-east-1"
    with pytest.raises(NoEndpoint):
        endpoint(op, {}, "nowhere")


def test_s3_control_puts_the_account_before_a_name_and_not_before_an_address() -> None:
    op = next(one for one in EVERY if one.service == "s3control")
    account = {"AccountId": "111122223333"}
    assert endpoint(op, account, "eu-west-1").host == "111122223333.s3-control.eu-west-1.amazonaws.com"
    assert endpoint(op, account, "eu-west-1", override="http://localhost:1").host == "localhost:1"
    assert endpoint(op, account, "eu-west-1", override="http://[::1]:1").host == "[::1]:1"


def test_what_is_no_address_is_refused() -> None:
    op = EVERY[0]
    for wrong in ("127.0.0.1", "ftp://x", "http://", "http://x:port", "http://[::1", "http://x/?a=b"):
        with pytest.raises(NoEndpoint):
            endpoint(op, {}, "eu-west-1", override=wrong)


def test_credentials_do_not_show_their_secret() -> None:
    assert SECRET_KEY not in repr(WHO)
    assert TOKEN not in repr(WHO)
