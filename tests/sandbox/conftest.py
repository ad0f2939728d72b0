"""One sandbox for each test process, reset for each test, and clients that speak to it over HTTP."""

import botocore.session
import pytest
from botocore.config import Config

from hardpan.aws.client import _drop_prefix_of_address
from hardpan.sandbox.server import Sandbox
from sandbox.membership import Members


@pytest.fixture(scope="session")
def running():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running):
    running.reset("factory-new")
    return running


@pytest.fixture(scope="session")
def connect(running):
    """Clients by service and Region, made once: making one takes longer than most calls."""
    session = botocore.session.Session()
    made = {}

    def build(service, region="us-east-1", key="testing", secret="testing", token=None):
        named = (service, region, key, token)
        if named not in made:
            made[named] = session.create_client(
                service,
                region,
                endpoint_url=running.url,
                aws_access_key_id=key,
                aws_secret_access_key=secret,
                aws_session_token=token,
                config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
            )
            made[named].meta.events.register("before-sign.s3-control", _drop_prefix_of_address)
        return made[named]

    yield build
    for client in made.values():
        client.close()


@pytest.fixture
def client(sandbox, connect):
    return connect


@pytest.fixture
def account(sandbox):
    return sandbox.account


@pytest.fixture
def members(sandbox, connect):
    """An organization that only the management account is in."""
    return Members(sandbox, connect).begin()
