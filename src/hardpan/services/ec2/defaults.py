"""The one verdict on an account default: right or wrong, and who can change it."""

from __future__ import annotations

from hardpan.model import Fail, Pass, Verdict

from .facts import AccountDefault

# Where the organization decides, no change from the account is accepted.
CHANGE_THE_POLICY = (
    "Where a declarative policy of your organization holds the setting, the account cannot change it. In the "
    "management account: Console > AWS Organizations > Policies > Declarative policies for EC2, open the policy that "
    "is attached to this account, correct the attribute there and choose Save changes."
)


def verdict(default: AccountDefault, *, right: bool, seen: str) -> Verdict:
    """PASS or FAIL with what was seen; a value that a declarative policy sets counts like any other."""
    if right:
        return Pass(f"{seen}, by the organization's declarative policy" if default.by_policy else seen)
    return Fail(f"{seen}, by the organization's declarative policy: change it there" if default.by_policy else seen)
