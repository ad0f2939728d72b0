"""One permission that a request needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hardpan.aws.permissions import iam_action
from hardpan.policy import Policy
from hardpan.policy.request import Value

from ..registry import Call


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An action on a resource, as policies see it."""

    action: str
    resource: str = "*"
    owner: str  # the account that the resource is in
    policy: Policy | None = None  # the resource's
    keys: Mapping[str, Value] = field(default_factory=dict)  # condition keys beside those of every request


def about(call: Call, resource: str = "*", **more: Any) -> Asked:
    """The operation's own action on a resource of the caller's account, unless more says otherwise."""
    whole = {"action": iam_action(call.service, call.operation), "owner": call.account, **more}
    return Asked(resource=resource, **whole)


def text(call: Call, path: str) -> str | None:
    """A parameter that is a text; None for anything else. A path names a part of a structure: `Budget.BudgetName`.

    Requests are decided before they are validated: a parameter may be missing, or of any kind.
    """
    found = at(call.parameters, path)
    return found if isinstance(found, str) and found else None


def at(parameters: Any, path: str) -> Any:
    """What a path of names leads to; None where it leads nowhere. Of a list it goes on in each member."""
    name, _, rest = path.partition(".")
    if isinstance(parameters, list):
        return [at(each, path) for each in parameters]
    found = parameters.get(name) if isinstance(parameters, Mapping) else None
    return at(found, rest) if rest else found


def texts(value: Any) -> list[str]:
    """The texts in a value that is one or a list of them."""
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str) and each]


def owner_in(arn: str) -> str | None:
    """The account that an ARN names; None where it names none."""
    account = f"{arn}:::::".split(":")[4]
    return account if len(account) == 12 and account.isdecimal() else None
