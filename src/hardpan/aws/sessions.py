"""botocore sessions: the standard credential chain, with one question for a code of a second factor."""

from __future__ import annotations

import contextlib
import sys
from getpass import getpass
from pathlib import Path
from typing import Any

import botocore.session
from botocore import exceptions as boto
from botocore.utils import JSONFileCache

from hardpan.aws.failure import AwsFailure
from hardpan.model import ExitCode, Problem

# Where the AWS CLI keeps the sessions of roles: a code that was given to the one is not asked for by the other.
_ROLE_SESSIONS = "~/.aws/cli/cache"


def session(profile: str | None) -> botocore.session.Session:
    """A session of a profile. Raises Problem where there is no such profile, or a file cannot be read."""
    try:
        made = botocore.session.Session(profile=profile)
        made.get_scoped_config()
        roles = made.get_component("credential_provider").get_provider("assume-role")
    except boto.ProfileNotFound as error:
        raise Problem(str(error), next="aws configure list-profiles", code=ExitCode.USAGE) from error
    except boto.BotoCoreError as error:  # a configuration file that cannot be read
        raise Problem(str(error), effect="nothing was read", code=ExitCode.USAGE) from error
    roles.cache = _RoleSessions(str(Path(_ROLE_SESSIONS).expanduser()))
    roles._prompter = _ask
    return made


class _RoleSessions(JSONFileCache):
    """Role sessions on disk, where there is a disk to write to."""

    def __setitem__(self, key: str, value: Any) -> None:
        with contextlib.suppress(OSError):
            super().__setitem__(key, value)


def _ask(prompt: str) -> str:
    """A code from the person at the terminal. Raises AwsFailure where there is none to ask."""
    if not sys.stdin.isatty():
        raise AwsFailure("NoCredentials", "the profile's role asks for an MFA code, and there is no terminal to ask at")
    return getpass(prompt)
