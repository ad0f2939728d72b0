"""Whether a guardrail does what its definition says: its requests, decided."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hardpan.guardrails.actors import MANAGEMENT, PARENTS, request
from hardpan.guardrails.guardrail import Ask, Guardrail
from hardpan.guardrails.parameters import Parameters
from hardpan.guardrails.render import render
from hardpan.policy import FULL_ACCESS, Decision, Policies, Policy, Tree, decide

_TARGET = "r-ab12"
# Everything else allows, so that a denial can only be the guardrail's.
_OPEN = Policy.parse(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
)


def faults(guardrail: Guardrail, parameters: Parameters) -> Iterator[str]:
    """What it allows and must deny, and the reverse; nothing where all is well, or where there is nothing to decide."""
    if guardrail.use is None:
        return
    document = render(guardrail.name, parameters)
    for ask in guardrail.denies:
        decision = decided(guardrail, document, ask, parameters)
        if not decision.explicit or decision.statement != ask.statement:
            yield f"{guardrail.name}: {ask} is to be denied by {ask.statement}, and is {decision.reason}"
    for ask in guardrail.leaves:
        decision = decided(guardrail, document, ask, parameters)
        if not decision.allowed:
            yield f"{guardrail.name}: {ask} is to be left alone, and is {decision.reason}"


def decided(guardrail: Guardrail, document: Mapping[str, Any], ask: Ask, parameters: Parameters) -> Decision:
    """A request, decided where this document is attached to the root and everything else allows everything."""
    policy = Policy.parse(document, name=guardrail.policy_name, use=guardrail.use)
    tree = Tree(
        organization=parameters.organization or "o-exampleorgid",
        management_account=MANAGEMENT,
        parents=PARENTS,
        scps={_TARGET: (FULL_ACCESS, policy)} if guardrail.use == "scp" else {},
        rcps={_TARGET: (policy,)} if guardrail.use == "rcp" else {},
    )
    given = Policies(identity=(FULL_ACCESS,), resource=_OPEN, tree=tree)
    return decide(request(ask, parameters), given)
