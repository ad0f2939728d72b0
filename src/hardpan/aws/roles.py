"""Sessions of the role in other accounts, for what botocore sends: changes, and waiting for their effect."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from hardpan.aws.access import Aws, Entry
from hardpan.aws.failure import EXPIRED, AwsFailure
from hardpan.aws.keys import EARLY, entrance
from hardpan.aws.lean.sign import Credentials

Answer = TypeVar("Answer")


class Roles:
    """Whose credentials a request to an account is signed with. Safe to use from many threads."""

    def __init__(self, aws: Aws, entry: Entry) -> None:
        self._aws, self._entry = aws, entry
        self._held: dict[str, tuple[Credentials, float]] = {}  # with the end of the session, of time.time()
        self._entering: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def who(self, account: str) -> Credentials | None:
        """Credentials of the role there; None in the caller's own account. Raises AwsFailure where it is closed.

        Of its root user where `account` names a task (`hardpan.aws.keys.whose`).
        """
        if account == self._entry.home.account:
            return None
        with self._lock:
            entering = self._entering.setdefault(account, threading.Lock())
        with entering:
            held = self._held.get(account)
            if held is None or time.time() > held[1] - EARLY:
                held = self._held[account] = self._assumed(account)
            return held[0]

    def asked(self, account: str, ask: Callable[[Credentials | None], Answer]) -> Answer:
        """What `ask` brings with credentials of the role there; once more, with new ones, where AWS calls them expired.

        A request with expired credentials was not carried out. Raises AwsFailure.
        """
        who = self.who(account)
        try:
            return ask(who)
        except AwsFailure as refusal:
            if who is None or refusal.code not in EXPIRED:
                raise
        with self._lock:
            if (held := self._held.get(account)) and held[0] == who:
                del self._held[account]
        return ask(self.who(account))

    def _assumed(self, account: str) -> tuple[Credentials, float]:
        answer = self._aws.clients.call("sts", *entrance(self._entry, account), self._aws.region)
        got: dict[str, Any] = answer["Credentials"]
        ends: float = got["Expiration"].timestamp()
        return Credentials(got["AccessKeyId"], got["SecretAccessKey"], got["SessionToken"]), ends
