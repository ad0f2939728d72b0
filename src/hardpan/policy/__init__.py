"""The IAM policy language: read policies, match requests, decide, and say which statement decided. No I/O.

policy = Policy.parse(document, name="hardpan-scp-deny-leave-organization", use="scp")
decision = decide(Request(principal=role("111122223333", "Admin"), action="organizations:LeaveOrganization", ...),
                  Policies(identity=(FULL_ACCESS,), tree=tree))
"""

from hardpan.policy.decide import Policies, decide, limited
from hardpan.policy.decision import Decision, Layer, refusal
from hardpan.policy.policy import FULL_ACCESS, Policy
from hardpan.policy.principal import ANYBODY, Principal, federated, principal_of, role, root, service, user
from hardpan.policy.problem import PolicyProblem
from hardpan.policy.rcp_services import RCP_SERVICES
from hardpan.policy.request import Request, global_keys
from hardpan.policy.size import merged, minified, size
from hardpan.policy.statement import Element, Principals, Statement
from hardpan.policy.tree import Tree

__all__ = [
    "ANYBODY",
    "FULL_ACCESS",
    "RCP_SERVICES",
    "Decision",
    "Element",
    "Layer",
    "Policies",
    "Policy",
    "PolicyProblem",
    "Principal",
    "Principals",
    "Request",
    "Statement",
    "Tree",
    "decide",
    "federated",
    "global_keys",
    "limited",
    "merged",
    "minified",
    "principal_of",
    "refusal",
    "role",
    "root",
    "service",
    "size",
    "user",
]
