"""Every lean request is the one that botocore would send, to the last byte that AWS looks at."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from botocore.exceptions import EndpointResolutionError

from aws.lean.oracle import ACCESS_KEY, SECRET_KEY, TOKEN, ask, parameters_of
from hardpan.aws.lean import spec
from hardpan.aws.lean.endpoint import NoEndpoint, endpoint, partition_of
from hardpan.aws.lean.serialize import unsigned
from hardpan.aws.lean.sign import Credentials, sign

EVERY = spec.every()
WHO = Credentials(ACCESS_KEY, SECRET_KEY, TOKEN)
REGIONS = ("us-east-1", "eu-west-1", "af-south-1", "cn-north-1", "us-gov-west-1")
OVERRIDES = ("http://127.0.0.1:4577", "https://vpce.example.com/base")
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
        assert (where.scheme, where.host, request.method) == (url.scheme, url.netloc, theirs.method)
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
    for wrong in ("127.0.0.1", "ftp://x", "http://"):
        with pytest.raises(NoEndpoint):
            endpoint(op, {}, "eu-west-1", override=wrong)


def test_credentials_do_not_show_their_secret() -> None:
    assert SECRET_KEY not in repr(WHO)
    assert TOKEN not in repr(WHO)
