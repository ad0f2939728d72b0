"""Credentials for lean requests: the standard chain, asked as seldom as possible."""

from __future__ import annotations

import asyncio
import time

import botocore.session
from botocore import exceptions as boto

from hardpan.aws.boto_failure import failure
from hardpan.aws.failure import AwsFailure
from hardpan.aws.lean.sign import Credentials

_GOOD_FOR = 60.0  # seconds until credentials that renew themselves are asked for again


class StandardKeys:
    """The credentials of a botocore session, for the one account they belong to.

    Environment, profiles, SSO, `aws login`, processes, containers and instances: https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
    """

    def __init__(self, session: botocore.session.Session) -> None:
        self._session = session
        self._held: Credentials | None = None
        self._held_until = 0.0
        self._asking = asyncio.Lock()

    async def current(self, _account: str) -> Credentials:
        """Credentials good for now. Raises AwsFailure where there are none."""
        if self._held is not None and time.monotonic() < self._held_until:
            return self._held
        async with self._asking:
            if self._held is None or time.monotonic() >= self._held_until:
                self._held = await asyncio.to_thread(self._ask)
                self._held_until = time.monotonic() + _GOOD_FOR
            return self._held

    async def renewed(self, _account: str, old: Credentials) -> Credentials:
        """Credentials from asking the whole chain again, after AWS refused these as expired."""
        async with self._asking:
            if self._held == old:
                self._session._credentials = None  # type: ignore[attr-defined]  # botocore has no other way to forget
                self._held = await asyncio.to_thread(self._ask)
                self._held_until = time.monotonic() + _GOOD_FOR
            assert self._held is not None
            return self._held

    def _ask(self) -> Credentials:
        try:
            found = self._session.get_credentials()
            if found is None:
                raise AwsFailure("NoCredentials", "Unable to locate credentials")
            frozen = found.get_frozen_credentials()
        except (boto.BotoCoreError, boto.ClientError) as error:
            raise failure(error) from error
        return Credentials(str(frozen.access_key), str(frozen.secret_key), frozen.token or None)
