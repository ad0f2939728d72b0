"""Whether a request is allowed, by the rules that AWS documents.

An explicit deny anywhere has the last word. Then all that limits must let the request through: SCPs on the way to
the principal's account, RCPs on the way to the resource's. Then somebody must allow it: the resource's policy, the
identity's policies, or both where the two are in different accounts, within boundary and session policy.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from hardpan.policy.decision import Decision, Layer, allowed_by, denied_by, lacking
from hardpan.policy.grants import Grant, grant_to
from hardpan.policy.policy import Policy
from hardpan.policy.rcp_services import RCP_SERVICES
from hardpan.policy.request import Request
from hardpan.policy.statement import Statement
from hardpan.policy.tree import Levels, Tree

_Found: TypeAlias = tuple[Policy, Statement]

# What no policy can deny.
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
_ALWAYS = frozenset({"sts:getcalleridentity", "sts:getsessiontoken"})
# An RCP that denies it has no effect.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-effects-on-permissions
_NO_RCP = frozenset({"kms:retiregrant"})
# A role is assumed by whom its trust policy lets in, in the same account too.
_NEEDS_TRUST = frozenset(
    {
        "sts:assumerole",
        "sts:assumerolewithsaml",
        "sts:assumerolewithwebidentity",
        "sts:setsourceidentity",
        "sts:tagsession",
    }
)


@dataclass(frozen=True, kw_only=True)
class Policies:
    """Everything that has a say in a request. None: there is no such policy.

    AWS's own KMS keys are outside of what RCPs are about: for one of them, give a tree without RCPs.
    """

    identity: tuple[Policy, ...] = ()
    resource: Policy | None = None
    boundary: Policy | None = None
    session: Policy | None = None
    tree: Tree | None = None  # the organization of those concerned, with its SCPs and RCPs


def decide(request: Request, policies: Policies) -> Decision:
    """Whether these policies allow the request, and which of them decided."""
    if request.verb in _ALWAYS and request.principal.in_account:
        return allowed_by("always")
    granted, refused = _of_resource(request, policies)
    return (
        _denied_by_tree(request, policies.tree)
        or (denied_by("resource", *refused) if refused else None)
        or _denied_by_own(request, policies)
        or _lacking_in_tree(request, policies.tree)
        or _allowed(request, policies, granted)
    )


def limited(request: Request, tree: Tree) -> Decision | None:
    """The denial of the organization's SCPs and RCPs; None where they let the request through."""
    if request.verb in _ALWAYS:
        return None
    return _denied_by_tree(request, tree) or _lacking_in_tree(request, tree)


def _denied_by_tree(request: Request, tree: Tree | None) -> Decision | None:
    if tree is None or request.principal.service_linked:
        return None
    return _denied("scp", _scps(request, tree), request) or _denied("rcp", _rcps(request, tree), request)


def _lacking_in_tree(request: Request, tree: Tree | None) -> Decision | None:
    """Every level must allow; what one leaves out no other gives back."""
    if tree is None or request.principal.service_linked:
        return None
    for target, level in _scps(request, tree):
        if _allowing(level, request) is None:
            return lacking("scp", target)
    return None


def _scps(request: Request, tree: Tree) -> Levels:
    """SCPs bind the users, roles and root users of member accounts.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#scp-effects-on-permissions
    """
    account = request.principal.account
    return () if account is None or account == tree.management_account else tree.scp_levels(account)


def _rcps(request: Request, tree: Tree) -> Levels:
    """RCPs bind whoever asks for a resource of a member account, where the service takes part."""
    if request.account == tree.management_account or request.service not in RCP_SERVICES or request.verb in _NO_RCP:
        return ()
    return tree.rcp_levels(request.account)


def _denied(layer: Layer, levels: Levels, request: Request) -> Decision | None:
    for target, level in levels:
        if (found := _denying(level, request)) is not None:
            return denied_by(layer, *found, target)
    return None


def _denied_by_own(request: Request, policies: Policies) -> Decision | None:
    """What the principal's own policies deny."""
    own: tuple[tuple[Layer, Iterable[Policy | None]], ...] = (
        ("identity", policies.identity),
        ("boundary", (policies.boundary,)),
        ("session", (policies.session,)),
    )
    for layer, several in own:
        if (found := _denying((policy for policy in several if policy), request)) is not None:
            return denied_by(layer, *found)
    return None


def _allowed(request: Request, policies: Policies, granted: dict[Grant, _Found]) -> Decision:
    """The decision where nothing denies."""
    if not request.principal.in_account:
        return _outsider(granted)
    if request.principal.account == request.account:
        return _same_account(request, policies, granted)
    return _by_identity(request, policies, granted) if granted else lacking("resource")


def _outsider(granted: dict[Grant, _Found]) -> Decision:
    """Services, the federated, and nobody in particular have what a resource's policy gives them."""
    found = granted.get(Grant.DIRECT) or granted.get(Grant.EVERYBODY)
    return allowed_by("resource", *found) if found else lacking("resource")


def _same_account(request: Request, policies: Policies, granted: dict[Grant, _Found]) -> Decision:
    """In one account a resource's policy can be enough by itself; how much limits it depends on whom it names.

    A grant to exactly who asks is not limited by boundary and session policy that merely do not allow; a grant to the
    role, or to everybody, is.
    """
    if direct := granted.get(Grant.DIRECT):
        return allowed_by("resource", *direct)
    if found := granted.get(Grant.ROLE) or granted.get(Grant.EVERYBODY):
        return _unless_limited(request, policies) or allowed_by("resource", *found)
    if Grant.ACCOUNT not in granted and _needs_grant(request, policies):
        return lacking("resource")
    return _by_identity(request, policies, granted)


def _needs_grant(request: Request, policies: Policies) -> bool:
    """A role trusts nobody, and a key with a policy lets in nobody, whom their policies do not name.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
    """
    return request.verb in _NEEDS_TRUST or (request.service == "kms" and policies.resource is not None)


def _by_identity(request: Request, policies: Policies, granted: dict[Grant, _Found]) -> Decision:
    if request.principal.kind == "root":
        return _unless_limited(request, policies) or allowed_by("root")
    found = _allowing(policies.identity, request)
    if found is None:
        return lacking("identity")
    layer: Layer = "identity+resource" if granted else "identity"
    return _unless_limited(request, policies) or allowed_by(layer, *found)


def _unless_limited(request: Request, policies: Policies) -> Decision | None:
    limits: tuple[tuple[Layer, Policy | None], ...] = (("boundary", policies.boundary), ("session", policies.session))
    for layer, policy in limits:
        if policy is not None and _allowing([policy], request) is None:
            return lacking(layer)
    return None


def _of_resource(request: Request, policies: Policies) -> tuple[dict[Grant, _Found], _Found | None]:
    """What the resource's policy grants, by how closely it names who asks; and what in it denies."""
    granted: dict[Grant, _Found] = {}
    policy = policies.resource
    for statement in policy.concerning(request.verb) if policy else ():
        grant = grant_to(request.principal, statement, has_boundary=policies.boundary is not None)
        if policy is None or grant is None or not statement.applies(request):
            continue
        if not statement.allows:
            return granted, (policy, statement)
        granted.setdefault(grant, (policy, statement))
    return granted, None


def _denying(policies: Iterable[Policy], request: Request) -> _Found | None:
    for policy in policies:
        for statement in policy.concerning(request.verb):
            if not statement.allows and statement.applies(request):
                return policy, statement
    return None


def _allowing(policies: Iterable[Policy], request: Request) -> _Found | None:
    for policy in policies:
        for statement in policy.concerning(request.verb):
            if statement.allows and statement.applies(request):
                return policy, statement
    return None
