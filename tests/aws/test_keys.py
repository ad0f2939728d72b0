"""Credentials of many accounts: a role's session each, begun once, renewed in time; one question for an MFA code."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hardpan.aws import Aws, Entry, Identity, sessions
from hardpan.aws.failure import AwsFailure
from hardpan.aws.keys import CannotEnter, RoleKeys, StandardKeys
from hardpan.aws.lean.sign import Credentials
from hardpan.model import Place, Read, Why

HOME, OTHER = "111122223333", "444455556666"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("AWS_PROFILE", "AWS_CONFIG_FILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOWN")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "own")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")


class Sts:
    """Lends sessions that last so many seconds, or refuses."""

    def __init__(self, lasting: float = 3600, refusal: Why | None = None) -> None:
        self.lasting, self.refusal, self.asked = lasting, refusal, []

    async def ask(self, place: Place, read: Read) -> dict[str, Any] | Why | None:
        self.asked.append((place.account, read.region, read.parameters))
        await asyncio.sleep(0.01)
        if self.refusal:
            return self.refusal
        name, ends = f"ASIA{len(self.asked)}", datetime.fromtimestamp(time.time() + self.lasting, UTC)
        lent = {"AccessKeyId": name, "SecretAccessKey": "s", "SessionToken": "t", "Expiration": ends}
        return {"Credentials": lent}


def keys_of(sts: Sts, external_id: str | None = None) -> RoleKeys:
    home = Identity(HOME, f"arn:aws-cn:iam::{HOME}:user/me", "aws-cn")
    keys = RoleKeys(StandardKeys(Aws()), "eu-west-1", Entry(home, "audit/Reader", external_id))
    keys.ask = sts.ask
    return keys


def run(go: Callable[[], Any]) -> Any:
    return asyncio.run(go())


def test_a_role_is_assumed_once_however_many_ask() -> None:
    async def go() -> None:
        sts = Sts()
        keys = keys_of(sts, "agreed")
        found = await asyncio.gather(*(keys.current(OTHER) for _ in range(50)))
        assert set(found) == {Credentials("ASIA1", "s", "t")}
        ((account, region, asked),) = sts.asked
        assert (account, region) == (HOME, "eu-west-1")
        assert asked == {
            "RoleArn": f"arn:aws-cn:iam::{OTHER}:role/audit/Reader",
            "RoleSessionName": "hardpan",
            "DurationSeconds": 3600,
            "ExternalId": "agreed",
        }

    run(go)


def test_the_caller_s_own_account_is_entered_with_its_own_credentials() -> None:
    async def go() -> None:
        sts = Sts()
        assert await keys_of(sts).current(HOME) == Credentials("AKIAOWN", "own", None)
        assert sts.asked == []

    run(go)


def test_a_session_is_renewed_before_it_ends() -> None:
    async def go() -> None:
        sts = Sts(lasting=200)
        keys = keys_of(sts)
        await keys.current(OTHER)
        sts.lasting = 3600
        found = await asyncio.gather(*(keys.current(OTHER) for _ in range(20)))
        assert {who.access_key for who in found} == {"ASIA2"}
        assert len(sts.asked) == 2

    run(go)


def test_a_session_that_aws_calls_expired_is_renewed_once() -> None:
    async def go() -> None:
        sts = Sts()
        keys = keys_of(sts)
        old = await keys.current(OTHER)
        found = await asyncio.gather(*(keys.renewed(OTHER, old) for _ in range(20)))
        assert {who.access_key for who in found} == {"ASIA2"}
        assert await keys.current(OTHER) == found[0]

    run(go)


def test_an_account_that_is_closed_is_tried_once() -> None:
    async def go() -> None:
        why = Why("sts", "AssumeRole", "sts:AssumeRole", "AccessDenied", "not authorized", Place(HOME))
        sts = Sts(refusal=why)
        keys = keys_of(sts)
        found = await asyncio.gather(*(keys.current(OTHER) for _ in range(20)), return_exceptions=True)
        assert all(isinstance(one, CannotEnter) and one.why is why for one in found)
        assert len(sts.asked) == 1

    run(go)


PROFILE = """\
[profile base]
region = eu-west-1
aws_access_key_id = AKIABASE
aws_secret_access_key = s
[profile admin]
source_profile = base
role_arn = arn:aws:iam::111122223333:role/admin
mfa_serial = arn:aws:iam::111122223333:mfa/me
"""


@pytest.fixture
def with_mfa(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[dict[str, Any]]:
    """A profile whose role asks for a code, and what its AssumeRole was called with."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text(PROFILE)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_PROFILE", "admin")
    called: list[dict[str, Any]] = []

    def assume(_self: Any, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        assert operation == "AssumeRole"
        called.append(parameters)
        ends = datetime.fromtimestamp(time.time() + 3600, UTC)
        lent = {"AccessKeyId": "ASIAMFA", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": ends}
        return {"Credentials": lent, "AssumedRoleUser": {"Arn": "arn:aws:sts::111122223333:assumed-role/admin/x"}}

    monkeypatch.setattr("botocore.client.BaseClient._make_api_call", assume)
    return called


def test_a_code_is_asked_for_once_and_not_again_by_the_next_command(
    with_mfa: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(sessions, "_ask", lambda prompt: asked.append(prompt) or "123456")

    async def go() -> None:
        keys = StandardKeys(Aws())
        found = await asyncio.gather(*(keys.current(HOME) for _ in range(10)))
        assert {who.access_key for who in found} == {"ASIAMFA"}

    run(go)
    run(go)
    assert len(asked) == 1
    (call,) = with_mfa
    assert (call["TokenCode"], call["SerialNumber"]) == ("123456", "arn:aws:iam::111122223333:mfa/me")


def test_without_a_terminal_there_is_nobody_to_ask(
    with_mfa: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)

    async def go() -> None:
        with pytest.raises(AwsFailure, match="no terminal"):
            await StandardKeys(Aws()).current(HOME)

    run(go)
    assert with_mfa == []


def test_where_nothing_can_be_written_the_session_is_used_all_the_same(
    with_mfa: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sessions, "_ask", lambda _: "123456")
    (tmp_path / ".aws" / "cli").write_text("a file where a folder should be")

    async def go() -> None:
        assert (await StandardKeys(Aws()).current(HOME)).access_key == "ASIAMFA"

    run(go)
