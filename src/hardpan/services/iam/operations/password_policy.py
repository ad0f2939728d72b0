"""The rules for passwords of IAM users."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hardpan.config import Baseline
from hardpan.model import Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import PasswordPolicy, PasswordRules
from ..password import LENGTH, REMEMBERED, shortcomings

_NEW = PasswordRules(
    minimum_length=LENGTH,
    symbols=True,
    numbers=True,
    uppercase=True,
    lowercase=True,
    users_may_change=True,
    remembered=REMEMBERED,
    expires_days=None,
    hard_expiry=False,
)


@operation(
    satisfies=["iam.password_policy"],
    facts=[PasswordPolicy],
    writes=["iam:UpdateAccountPasswordPolicy", "iam:DeleteAccountPasswordPolicy"],
)
def password_policy(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The stricter of what is asked for and what there is. Passwords there are stay valid until they are changed."""
    for policy in have.all(PasswordPolicy):
        wrong = shortcomings(policy.rules)
        if wrong:
            new = _NEW if policy.rules is None else _stricter(policy.rules)
            yield Step(
                key=step_key("iam.password_policy/update", policy.place),
                place=policy.place,
                write=_put(new),
                because="; ".join(wrong),
                before="none" if policy.rules is None else _said(policy.rules),
                after=_said(new),
                undo=(Write("iam", "DeleteAccountPasswordPolicy") if policy.rules is None else _put(policy.rules),),
            )


def _stricter(rules: PasswordRules) -> PasswordRules:
    """With every demand of both; expiry, and whether users change their passwords themselves, as they are."""
    return replace(
        rules,
        minimum_length=max(rules.minimum_length, LENGTH),
        remembered=max(rules.remembered or 0, REMEMBERED),
        symbols=True,
        numbers=True,
        uppercase=True,
        lowercase=True,
    )


def _put(rules: PasswordRules) -> Write:
    """The request replaces the whole policy: what it leaves out is off afterwards.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
    """
    whole: dict[str, Any] = {
        "MinimumPasswordLength": rules.minimum_length,
        "RequireSymbols": rules.symbols,
        "RequireNumbers": rules.numbers,
        "RequireUppercaseCharacters": rules.uppercase,
        "RequireLowercaseCharacters": rules.lowercase,
        "AllowUsersToChangePassword": rules.users_may_change,
        "HardExpiry": rules.hard_expiry,
    }
    if rules.remembered:
        whole["PasswordReusePrevention"] = rules.remembered
    if rules.expires_days:
        whole["MaxPasswordAge"] = rules.expires_days
    return Write("iam", "UpdateAccountPasswordPolicy", **whole)


def _said(rules: PasswordRules) -> str:
    return f"{rules.minimum_length} characters, {rules.remembered or 0} remembered"
