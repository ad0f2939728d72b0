"""How AWS is reached: with which credentials, from which Region, by which codec.

Nothing here needs botocore until something asks for it: lean requests with credentials from the environment do without,
and importing it takes longer than the first of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from hardpan.aws import environment
from hardpan.model import ExitCode, Problem

if TYPE_CHECKING:
    import botocore.session

    from hardpan.aws.client import Clients

Codec: TypeAlias = Literal["lean", "botocore"]
CODECS: tuple[Codec, ...] = get_args(Codec)


@dataclass(frozen=True)
class Identity:
    """Who the credentials belong to."""

    account: str
    arn: str
    partition: str


@dataclass(frozen=True)
class Entry:
    """How other accounts are entered: from the caller's own, by a role of the same name in each."""

    home: Identity
    role: str  # with its path, if it has one
    external_id: str | None = None


class Aws:
    """The caller's way to AWS. Safe to use from many threads.

    Credentials, profile, endpoint and proxy settings come from the standard AWS chain and environment. `codec`, and
    `deadline`, at which reading ends (of time.monotonic(), which all processes share), are for the readers made from it
    (`hardpan.aws.readers`). Raises Problem for a profile or a configuration file that cannot be used.
    """

    def __init__(
        self,
        profile: str | None = None,
        region: str | None = None,
        *,
        codec: Codec = "lean",
        deadline: float | None = None,
    ) -> None:
        self.profile, self.codec, self.deadline = profile, codec, deadline
        if profile or environment.profile():
            _ = self.session  # knows whether there is such a profile
        else:
            _check_files()
        chosen = region or environment.region() or self._in_profile("region")
        self.region: str = chosen or environment.DEFAULT_REGION

    @cached_property
    def session(self) -> botocore.session.Session:
        """The botocore session behind it: credentials and configuration."""
        from hardpan.aws.sessions import session

        return session(self.profile)

    @cached_property
    def clients(self) -> Clients:
        """botocore clients, for changes, for waiting, and as the slow, safe way to read."""
        from hardpan.aws.client import Clients

        return Clients(self.session, self.region)

    @property
    def retried(self) -> int:
        """Requests that botocore sent again so far."""
        return self.clients.retried if "clients" in vars(self) else 0

    def _in_profile(self, name: str) -> str | None:
        """A setting of the configuration file; botocore is not asked where there is no file."""
        if not environment.files():
            return None
        found: str | None = self.session.get_config_variable(name)
        return found


def _check_files() -> None:
    """Raises Problem for a file that cannot be parsed, although nothing may be needed from it: somebody meant it."""
    import configparser

    for path in environment.files():
        try:
            configparser.RawConfigParser(default_section="").read(path)
        except (configparser.Error, UnicodeDecodeError) as error:
            why = f"cannot read the AWS configuration {path}: {' '.join(str(error).split())}"
            raise Problem(why, effect="nothing was read", code=ExitCode.USAGE) from error
