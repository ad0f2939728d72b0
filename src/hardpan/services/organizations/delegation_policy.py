"""What the organization's resource policy says, so that one member manages its policies.

https://docs.aws.amazon.com/organizations/latest/userguide/security_iam_resource-based-policy-examples.html
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from hardpan.model import Problem

from ..iam.documents import account_of, allowing, as_list, principals, statements
from .layout import Governed

_MOST = 40_000  # characters of a resource policy
_OURS = "Hardpan"  # how the names of our statements begin
_LOOK = (
    "DescribeOrganization",
    "DescribeOrganizationalUnit",
    "DescribeAccount",
    "ListRoots",
    "ListOrganizationalUnitsForParent",
    "ListParents",
    "ListChildren",
    "ListAccounts",
    "ListAccountsForParent",
    "ListTagsForResource",
)
_READ = ("DescribePolicy", "DescribeEffectivePolicy", "ListPolicies", "ListPoliciesForTarget", "ListTargetsForPolicy")
# No policy is deleted, and no type of policy turned off, from a member.
_MANAGE = ("CreatePolicy", "UpdatePolicy", "AttachPolicy", "DetachPolicy")


def wanted(account: str, kinds: Iterable[str], here: Governed) -> list[dict[str, Any]]:
    """The statements that let an account manage policies of these types, as AWS's example has them."""
    partition, management = here.place.partition, here.place.account
    of_types = {"StringLikeIfExists": {"organizations:PolicyType": sorted(kinds)}}
    places = [f"{part}/{here.organization}" for part in ("root", "ou", "account")]
    places += [f"policy/{here.organization}/{kind.lower()}" for kind in sorted(kinds)]
    allow = {"Effect": "Allow", "Principal": {"AWS": f"arn:{partition}:iam::{account}:root"}}
    return [
        {"Sid": f"{_OURS}LooksAround", **allow, "Action": _actions(_LOOK), "Resource": "*"},
        {"Sid": f"{_OURS}ReadsPolicies", **allow, "Action": _actions(_READ), "Resource": "*", "Condition": of_types},
        {
            "Sid": f"{_OURS}ManagesPolicies",
            **allow,
            "Action": _actions(_MANAGE),
            "Resource": [f"arn:{partition}:organizations::{management}:{place}/*" for place in places],
            "Condition": of_types,
        },
    ]


def _actions(names: Iterable[str]) -> list[str]:
    return [f"organizations:{name}" for name in names]


def lacks(content: str | None, ours: list[dict[str, Any]]) -> bool:
    """Whether a resource policy lacks one of these statements."""
    there = [_plain(one) for one in statements(json.loads(content or "{}"))]
    return any(_plain(one) not in there for one in ours)


def merged(content: str | None, ours: list[dict[str, Any]]) -> str:
    """The resource policy with our statements as they should be, and those of others as they are.

    Raises Problem where that is longer than AWS takes.
    """
    document = json.loads(content or '{"Version":"2012-10-17"}')
    kept = [one for one in statements(document) if not str(one.get("Sid", "")).startswith(_OURS)]
    made = json.dumps({**document, "Statement": [*kept, *ours]}, separators=(",", ":"))
    if len(made) > _MOST:
        raise Problem(
            f"the organization's resource policy would have {len(made)} characters, and AWS takes {_MOST}",
            effect="it is left as it is",
            next="aws organizations describe-resource-policy   # and take out what no longer serves",
        )
    return made


def others(content: str | None, known: str) -> list[str]:
    """Whom else a resource policy lets do what: accounts, everybody, or what AWS says of a principal."""
    return [
        f"{account_of(name) or ('everybody' if name == '*' else name)} do {', '.join(_done(statement))}"
        for statement in allowing(json.loads(content or "{}"))
        for _, name in principals(statement)
        if account_of(name) != known
    ]


def _done(statement: dict[str, Any]) -> list[str]:
    return as_list(statement.get("Action")) or [f"all but {', '.join(as_list(statement.get('NotAction')))}"]


def _plain(statement: dict[str, Any]) -> Any:
    """A statement without its name, every value a list in order, so that what means the same is the same."""

    def plain(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: plain(value) for key, value in part.items()}
        return sorted(map(str, as_list(part)))

    return {key: plain(value) for key, value in statement.items() if key != "Sid"}
