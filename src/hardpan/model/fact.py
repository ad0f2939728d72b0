"""Facts: what is known about AWS at one moment, and what stands in their place when they could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from hardpan.model.place import Place


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Base of every fact type: frozen, keyword-only, and no field has a default.

    Any field may hold an `Unreadable` in place of its value.
    """

    place: Place

    @property
    def resource(self) -> str | None:
        """ARN or id of the resource the fact is about; None when it is about the place as a whole."""
        return None


@dataclass(frozen=True, kw_only=True)
class Account(Fact):
    """An AWS account that was entered. There is always one of these, readable, for each account of a run."""

    name: str | None

    @property
    def id(self) -> str:
        """The twelve digits."""
        return self.place.account


@dataclass(frozen=True, kw_only=True)
class Region(Fact):
    """A Region enabled for an account. There is always one of these for each account and Region of a run."""

    @property
    def name(self) -> str:
        """The Region's code, as `eu-west-1`."""
        return self.place.endpoint_region


# What AWS answers to good credentials in a Region that is not enabled, or no longer or not yet.
# https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html, https://github.com/aws/aws-cli/issues/8413
REGION_IS_OFF = frozenset({"AuthFailure", "InvalidClientTokenId", "OptInRequired", "UnrecognizedClientException"})


NOT_ACTIVE = "AccountNotActive"  # code of a Why: the organization says that the account is closed


@dataclass(frozen=True)
class Why:
    """Why something could not be read."""

    service: str
    operation: str
    permission: str  # the IAM action that would allow it: "iam:GetAccountSummary"
    code: str  # AWS's error code, or one of ours: "EndpointUnreachable", "UnsupportedOperation"
    message: str
    place: Place

    def __str__(self) -> str:
        if self.code == "UnsupportedOperation":
            return f"the endpoint does not know {self.service}:{self.operation} ({self.permission})"
        return f"{self.code} on {self.permission} in {self.place}: {self.message}"


class FactUnreadable(Exception):  # it is no error: it says that a question has no answer
    """Raised when the value of something unreadable is used."""

    def __init__(self, why: Why) -> None:
        super().__init__(str(why))
        self.why = why


class Unreadable:
    """Stands where a fact or a field should be. Looking inside gives it back; using its value raises.

    `answer["Trail"]["Name"]` and `answer.get("Trail")` of an unreadable answer are unreadable; `if`, `==`, `for`,
    `len`, `str` and `in` raise `FactUnreadable`, which makes a control UNKNOWN and an operation blocked.
    """

    __slots__ = ("why",)

    def __init__(self, why: Why) -> None:
        self.why = why

    def __getitem__(self, key: Any) -> Unreadable:
        return self

    def __getattr__(self, name: str) -> Unreadable:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Unreadable:
        return self

    def __repr__(self) -> str:
        return f"Unreadable({self.why.permission}: {self.why.code})"

    def _refuse(self, *_: Any) -> NoReturn:
        raise FactUnreadable(self.why)

    __bool__ = __iter__ = __len__ = __contains__ = __str__ = __int__ = __float__ = __hash__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __and__ = __or__ = __mod__ = _refuse


def lift(function: Any, *values: Any) -> Any:
    """`function(*values)`, or the first of the values that is unreadable: `lift(json.loads, answer["Policy"])`."""
    for value in values:
        if isinstance(value, Unreadable):
            return value
    return function(*values)


@dataclass(frozen=True)
class Evidence:
    """One answer of AWS that a verdict rests on."""

    service: str
    operation: str
    parameters: dict[str, Any]
    region: str
    at: datetime
    outcome: str  # "ok", or the error code


__all__ = ["REGION_IS_OFF", "Account", "Evidence", "Fact", "FactUnreadable", "Region", "Unreadable", "Why", "lift"]
