"""How long AWS takes for what it does in the background; the sandbox makes a caller wait too, though not that long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Pace:
    """Seconds. On AWS: a change some tenths of a second, the rest minutes, finalizing up to an hour."""

    change: float = 0.02  # while one is under way, another is refused
    finalizing: float = 0.3  # after CreateOrganization, until accounts can be made
    account: float = 0.3  # CreateAccount, until it has succeeded or failed
    newborn: float = 0.6  # after that, until the new account answers as others do; to most services a third later
    policy_type: float = 0.2  # EnablePolicyType and DisablePolicyType
    closing: float = 0.3  # CloseAccount
    access: float = 0.2  # Identity Center: to assign or provision in an account
    principal: float = 0.0  # IAM: until a new user, role or identity provider is known to trust policies
    role: float = 0.3  # a new role, until AWS Config can assume it; on AWS some ten


AT_ONCE = Pace(**dict.fromkeys((each.name for each in fields(Pace)), 0.0))


def changed(pace: Pace, given: Mapping[str, float]) -> Pace:
    """The pace with some durations changed. Raises ValueError for one that is none."""
    known = {each.name for each in fields(Pace)}
    if strange := given.keys() - known:
        raise ValueError(f"{', '.join(sorted(strange))} takes no time, only {', '.join(sorted(known))}")
    if any(not isinstance(seconds, int | float) or seconds < 0 for seconds in given.values()):
        raise ValueError("a duration is a number of seconds")
    return replace(pace, **given)
