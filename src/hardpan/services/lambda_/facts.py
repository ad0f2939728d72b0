"""What we know of functions: who may call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hardpan.model import Fact

from .statements import is_public


@dataclass(frozen=True)
class FunctionUrl:
    """An address at which a function, or an alias of it, answers HTTP requests."""

    qualifier: str | None  # the alias; None: the function itself
    auth_type: str  # AWS_IAM or NONE


@dataclass(frozen=True)
class Permission:
    """A statement of the policy of a function, or of an alias of it, by which others may call it."""

    qualifier: str | None
    statement: dict[str, Any]

    @property
    def id(self) -> str:
        """The statement's Sid; Lambda gives each one."""
        return str(self.statement["Sid"])


@dataclass(frozen=True, kw_only=True)
class Function(Fact):
    """A function, with its addresses and what its policies allow."""

    name: str
    arn: str
    urls: tuple[FunctionUrl, ...]
    permissions: tuple[Permission, ...]

    @property
    def resource(self) -> str:
        """The function's ARN."""
        return self.arn

    @property
    def open_urls(self) -> list[FunctionUrl]:
        """Addresses that ask for no signature."""
        return [url for url in self.urls if url.auth_type == "NONE"]

    @property
    def public_permissions(self) -> list[Permission]:
        """Statements that let everybody call the function."""
        return [permission for permission in self.permissions if is_public(permission.statement)]
