"""What was decided about a request, by which policy and statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from hardpan.policy.policy import Policy
from hardpan.policy.request import Request
from hardpan.policy.statement import Statement

Layer: TypeAlias = Literal[
    "identity", "resource", "identity+resource", "root", "boundary", "session", "scp", "rcp", "always"
]

_NAMES: dict[Layer, str] = {
    "identity": "identity-based policy",
    "resource": "resource-based policy",
    "boundary": "permissions boundary",
    "session": "session policy",
    "scp": "service control policy",
    "rcp": "resource control policy",
}


@dataclass(frozen=True)
class Decision:
    """Allowed or denied, and who had the last word.

    `explicit` denials are a statement's, named here; others come of there being none that allows. An allowed
    request names the statement that allows it, where one does.
    """

    allowed: bool
    layer: Layer
    explicit: bool = False
    policy: str = ""  # its name
    statement: str | None = None  # its Sid, or where it stands in the policy
    target: str | None = None  # the root, OU or account at which an SCP or RCP is attached or missing

    @property
    def reason(self) -> str:
        """The decision in words: who decided, and where to look."""
        if self.allowed:
            return {"root": "the root user may", "always": "this needs no permission"}.get(self.layer, self._allowed())
        name = _NAMES[self.layer]
        at = f" at {self.target}" if self.target else ""
        if self.explicit:
            return f"denied by statement {self.statement} of {name} {self.policy}".rstrip() + at
        return f"no {name} allows it{at}"

    def _allowed(self) -> str:
        return f"allowed by statement {self.statement} of {self.policy}" if self.policy else f"allowed by {self.layer}"


def refusal(request: Request, decision: Decision) -> str:
    """The message of AWS's AccessDenied for this decision.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    """
    who = request.principal.arn or "anonymous"
    what = f"User: {who} is not authorized to perform: {request.action}"
    if request.resource != "*":
        what += f" on resource: {request.resource}"
    name = _NAMES[decision.layer]
    if decision.explicit:
        return f"{what} with an explicit deny in {_article(name)} {name}"
    return f"{what} because no {name} allows the {request.action} action"


def denied_by(layer: Layer, policy: Policy, statement: Statement, target: str | None = None) -> Decision:
    """A statement denies it."""
    return Decision(False, layer, True, policy.name, policy.label(statement), target)


def lacking(layer: Layer, target: str | None = None) -> Decision:
    """No statement allows it."""
    return Decision(False, layer, target=target)


def allowed_by(layer: Layer, policy: Policy | None = None, statement: Statement | None = None) -> Decision:
    """A statement, or who asks, allows it."""
    if policy is None or statement is None:
        return Decision(True, layer)
    return Decision(True, layer, policy=policy.name, statement=policy.label(statement))


def _article(name: str) -> str:
    return "an" if name[0] in "aeiou" else "a"
