"""What AWS lets through, by what it publishes: a bucket of tokens for each operation, in each account and Region.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#throttling-limits
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

from hardpan.aws.lean.pacing import Prior, prior

# What only changes: reads have theirs where they are kept to.
_CHANGES = {
    "organizations:AttachPolicy": Prior(2, 3),
    "organizations:CloseAccount": Prior(0.05, 1),
    "organizations:CreateAccount": Prior(0.1, 3),
    "organizations:CreateOrganization": Prior(1, 1),
    "organizations:CreateOrganizationalUnit": Prior(1, 2),
    "organizations:CreatePolicy": Prior(2, 3),
    "organizations:DeleteOrganization": Prior(1, 1),
    "organizations:DeleteOrganizationalUnit": Prior(2, 3),
    "organizations:DeletePolicy": Prior(2, 3),
    "organizations:DeregisterDelegatedAdministrator": Prior(1, 2),
    "organizations:DetachPolicy": Prior(2, 3),
    "organizations:DisableAWSServiceAccess": Prior(1, 2),
    "organizations:DisablePolicyType": Prior(1, 1),
    "organizations:EnableAWSServiceAccess": Prior(1, 2),
    "organizations:EnablePolicyType": Prior(1, 1),
    "organizations:MoveAccount": Prior(2, 3),
    "organizations:RegisterDelegatedAdministrator": Prior(1, 2),
    "organizations:RemoveAccountFromOrganization": Prior(2, 2),
    "organizations:TagResource": Prior(4, 6),
    "organizations:UntagResource": Prior(4, 6),
    "organizations:UpdateOrganizationalUnit": Prior(2, 3),
    "organizations:UpdatePolicy": Prior(2, 3),
}


@dataclass
class _Tokens:
    limit: Prior
    left: float
    filled_at: float = field(default_factory=time.monotonic)

    def take(self) -> bool:
        now = time.monotonic()
        self.left = min(self.limit.burst, self.left + (now - self.filled_at) * self.limit.rate)
        self.filled_at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Limits:
    """How much of each operation's limit is left, in each account and Region."""

    def __init__(self) -> None:
        self._tokens: dict[tuple[str, ...], _Tokens] = {}
        self._lock = threading.Lock()

    def let_through(self, service: str, operation: str, account: str, region: str) -> bool:
        """Whether AWS would let this call through now. Operations without a published limit always are."""
        limit = _CHANGES.get(f"{service}:{operation}") or prior(service, operation)
        if limit is None:
            return True
        with self._lock:
            where = (service, operation, account, region)
            return self._tokens.setdefault(where, _Tokens(limit, limit.burst)).take()
