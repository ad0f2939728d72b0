"""Credentials for requests: the standard chain for the caller's account, a role's for every other."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from hardpan.aws import environment
from hardpan.aws.access import Aws, Entry
from hardpan.aws.failure import AwsFailure
from hardpan.aws.lean.sign import Credentials
from hardpan.aws.threads import in_thread
from hardpan.model import Place, Read, Why

_GOOD_FOR = 60.0  # seconds until credentials that renew themselves are asked for again
_HOUR = 3600  # seconds: the longest that a role's session may last that another role's session began
_QUARTER = 900  # seconds: the longest that a session of a member's root user may last
EARLY = 300.0  # seconds before its end at which a session is renewed

# Sends one Read of the caller's own account.
Ask: TypeAlias = Callable[[Place, Read], Awaitable[dict[str, Any] | Why | None]]


class StandardKeys:
    """The credentials of the standard chain, for the one account they belong to.

    Environment, profiles, SSO, `aws login`, processes, containers and instances:
    https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
    """

    def __init__(self, aws: Aws) -> None:
        self._aws = aws
        self._held: Credentials | None = None
        self._held_until = 0.0
        self._asking = asyncio.Lock()

    async def current(self, _account: str, /) -> Credentials:
        """Credentials good for now. Raises AwsFailure where there are none."""
        if self._held is not None and time.monotonic() < self._held_until:
            return self._held
        async with self._asking:
            if self._held is None or time.monotonic() >= self._held_until:
                self._held = await self._found()
                self._held_until = time.monotonic() + _GOOD_FOR
            return self._held

    async def renewed(self, _account: str, old: Credentials, /) -> Credentials:
        """Credentials from asking the whole chain again, after AWS refused these as expired."""
        async with self._asking:
            if self._held == old:
                self._held = await self._found(again=True)
                self._held_until = time.monotonic() + _GOOD_FOR
            assert self._held is not None
            return self._held

    async def _found(self, *, again: bool = False) -> Credentials:
        if self._aws.profile is None and (said := environment.credentials()):
            return Credentials(*said)
        return await in_thread(self._by_botocore, again)

    def _by_botocore(self, again: bool) -> Credentials:
        from botocore import exceptions as boto

        from hardpan.aws.boto_failure import failure

        session = self._aws.session
        if again:
            session._credentials = None  # type: ignore[attr-defined]  # botocore has no other way to forget
        try:
            found = session.get_credentials()
            if found is None:
                raise AwsFailure("NoCredentials", "Unable to locate credentials")
            frozen = found.get_frozen_credentials()
        except (boto.BotoCoreError, boto.ClientError) as error:
            raise failure(error) from error
        return Credentials(str(frozen.access_key), str(frozen.secret_key), frozen.token or None)


def entrance(entry: Entry, account: str) -> tuple[str, dict[str, Any]]:
    """What is asked of STS to enter an account: an operation and its parameters.

    By its role; as its root user where `account` names a task, for a quarter of an hour, which is the most.
    """
    account, _, task = account.partition("/")
    if task:
        policy = f"arn:{entry.home.partition}:iam::aws:policy/root-task/{task}"
        return "AssumeRoot", {
            "TargetPrincipal": account,
            "TaskPolicyArn": {"arn": policy},
            "DurationSeconds": _QUARTER,
        }
    asked: dict[str, Any] = {
        "RoleArn": f"arn:{entry.home.partition}:iam::{account}:role/{entry.role}",
        "RoleSessionName": "hardpan",
        "DurationSeconds": _HOUR,
    }
    return "AssumeRole", {**asked, "ExternalId": entry.external_id} if entry.external_id else asked


@dataclass(frozen=True)
class _Entered:
    """A session of the role in an account."""

    who: Credentials
    until: float  # of time.time()


class CannotEnter(AwsFailure):
    """The role in an account cannot be assumed; `why` says it as AWS did."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.code, why.message)
        self.why = why


class RoleKeys:
    """The caller's own credentials for its account, and for every other those of the role there.

    The role is assumed when an account is first asked, and again some minutes before its session ends. An account that
    cannot be entered is tried once. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html

    The role is assumed at STS of `region`. `ask` sends a Read in the caller's account. What is asked as the root user
    of a member is asked in a session of sts:AssumeRoot, which is kept in the same way.
    """

    def __init__(self, own: StandardKeys, region: str, entry: Entry) -> None:
        self._own, self._region, self._entry, self._home = own, region, entry, entry.home
        self._held: dict[str, _Entered | CannotEnter] = {}
        self._entering: dict[str, asyncio.Lock] = {}
        self.ask: Ask | None = None

    async def current(self, account: str, /) -> Credentials:
        """Credentials good for now. Raises AwsFailure where there are none, CannotEnter where the role is closed."""
        if account == self._home.account:
            return await self._own.current(account)
        held = self._held.get(account)
        if isinstance(held, _Entered) and time.time() < held.until - EARLY:
            return held.who
        return await self._enter(account, held)

    async def renewed(self, account: str, old: Credentials, /) -> Credentials:
        """Credentials of a new session, after AWS refused these as expired."""
        if account == self._home.account:
            return await self._own.renewed(account, old)
        held = self._held.get(account)
        if isinstance(held, _Entered) and held.who != old:
            return held.who
        return await self._enter(account, held)

    async def _enter(self, account: str, before: _Entered | CannotEnter | None) -> Credentials:
        """Assume the role, unless somebody else has while this waited."""
        async with self._entering.setdefault(account, asyncio.Lock()):
            held = self._held.get(account)
            if held is None or (held is before and isinstance(held, _Entered)):
                held = self._held[account] = await self._assume(account)
        if isinstance(held, CannotEnter):
            raise held
        return held.who

    async def _assume(self, account: str) -> _Entered | CannotEnter:
        here = Place(self._home.account, None, self._home.partition)
        assert self.ask is not None
        # Of a Region, not of the old global endpoint, whose sessions are no good in Regions that are opted into.
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
        operation, asked = entrance(self._entry, account)
        answer = await self.ask(here, Read("sts", operation, **asked).at(self._region))
        if isinstance(answer, Why):
            return CannotEnter(answer)
        assert answer is not None
        got = answer["Credentials"]
        ends = got["Expiration"]
        until = ends.timestamp() if isinstance(ends, datetime) else time.time() + _HOUR
        return _Entered(Credentials(got["AccessKeyId"], got["SecretAccessKey"], got["SessionToken"]), until)
