"""What the password policy has to demand.

https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-15
"""

from __future__ import annotations

from .facts import PasswordRules

LENGTH = 14  # characters
REMEMBERED = 24  # passwords that may not be used again; AWS's highest


def shortcomings(rules: PasswordRules | None) -> list[str]:
    """What a policy lacks."""
    if rules is None:
        return ["the account has no password policy of its own"]
    wrong = []
    if rules.minimum_length < LENGTH:
        wrong.append(f"passwords of {rules.minimum_length} characters are allowed")
    if (rules.remembered or 0) < REMEMBERED:
        wrong.append(f"a password may be used again after {rules.remembered or 0} others")
    return wrong
