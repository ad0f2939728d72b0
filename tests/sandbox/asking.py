"""Requests as no client would send them, and the words of a refusal."""

import http.client
import json
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError


def send(url, method, path, body="", *, service=None, region="us-east-1", key="testing", **headers):
    """Status, headers and body of the answer to a request signed in name only."""
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    if service:
        scope = f"{key}/20260101/{region}/{service}/aws4_request"
        headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def answer_of(url, method, path, body=None, **headers):
    """Status and JSON of the control plane's answer."""
    sent = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
    status, _, said = send(url, method, f"/_hardpan/{path}", sent, **headers)
    return status, json.loads(said)


@contextmanager
def refused(code, status=None, match=None):
    """The block ends with this error of AWS."""
    with pytest.raises(ClientError, match=match) as caught:
        yield
    response = caught.value.response
    assert response["Error"]["Code"] == code
    assert status is None or response["ResponseMetadata"]["HTTPStatusCode"] == status
