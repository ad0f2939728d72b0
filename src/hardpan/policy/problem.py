"""What is wrong with a policy document, and where in it."""

from __future__ import annotations

from hardpan.model import Problem


class PolicyProblem(Problem):
    """A document that is not a policy, or not one that AWS would take in this place."""

    def __init__(self, what: str, where: str = "", *, policy: str = "") -> None:
        at = " in ".join(part for part in (where, policy) if part)
        super().__init__(f"{at}: {what}" if at else what, effect="the policy was not used")
        self.fault = what
        self.where = where
        self.policy = policy
