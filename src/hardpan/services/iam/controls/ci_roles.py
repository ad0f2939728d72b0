"""Pipelines get in by tokens, as hardpan.yaml says, and not otherwise.

A key that is kept for a pipeline is copied, printed, leaked, and valid for years. A token is made for one run and says
which repository, branch or environment it is for; whoever trusts it without asking trusts everybody's pipelines.

Check by hand:
    aws iam get-open-id-connect-provider --open-id-connect-provider-arn PROVIDER_ARN
    aws iam get-role --role-name HardpanPlan --query 'Role.[Path,AssumeRolePolicyDocument,MaxSessionDuration]'
    aws iam get-role --role-name HardpanDeploy --query 'Role.[Path,AssumeRolePolicyDocument,MaxSessionDuration]'
    aws iam list-attached-role-policies --role-name HardpanPlan
    aws iam get-role-policy --role-name HardpanPlan --policy-name HardpanPlan

Fix by hand:
    aws iam create-open-id-connect-provider --url https://token.actions.githubusercontent.com --client-id-list sts.amazonaws.com
    aws iam create-role --role-name HardpanPlan --path /hardpan/ --assume-role-policy-document file://trust.json
    aws iam attach-role-policy --role-name HardpanPlan --policy-arn arn:aws:iam::aws:policy/SecurityAudit
    aws iam put-role-policy --role-name HardpanPlan --policy-name HardpanPlan --policy-document file://plan.json
    aws iam create-role --role-name HardpanDeploy --path /hardpan/ --assume-role-policy-document file://trust.json
    aws iam attach-role-policy --role-name HardpanDeploy --policy-arn arn:aws:iam::aws:policy/AdministratorAccess

    In the organization's management account, or the account itself without one. In every other account HardpanAudit
    lets in HardpanPlan. `hardpan plan --output aws-cli` prints the documents.

Edge cases:
    What is asked for stands under ci in hardpan.yaml; where it has none, nothing is asked. A narrower trust policy
    passes as long as it lets in every subject that the file names; more policies than the role needs do not.
    HardpanDeploy is an administrator, since whoever may make roles is one anyway: that the branch or environment of
    ci.apply_from is protected, and who may approve, is for GitHub to hold, and nothing of it can be seen from AWS.
    A job that names an environment has no other subject than that. Repositories made or renamed since July 2026 have
    numbers in their tokens: write them as OWNER@NUMBER/NAME@NUMBER. A pipeline reads with
    `hardpan plan --account all --role hardpan/HardpanAudit`.
    The guardrail rcp-github-oidc, which keeps other owners' workflows out of every role in the organization, is attached
    only when ci.github_owners says their numbers, or the repositories do: https://api.github.com/users/OWNER tells
    one, as id. It holds for every pipeline of the organization, so name every owner.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hardpan.config import EXAMPLE, Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Place, Severity, Verdict, control
from hardpan.services.organizations.facts import Membership
from hardpan.snapshot import Snapshot

from ..ci_roles import faults, permissions, provider_faults, unwanted, wanted
from ..examples import (
    ACCOUNT,
    AUDIENCE,
    AUDIT_ROLE,
    DEPLOY_ROLE,
    GITHUB,
    GITHUB_PROVIDER,
    HERE,
    MANAGEMENT,
    MANAGER,
    MEMBER,
    PLAN_POLICY,
    PLAN_ROLE,
    WITHOUT_CI,
    federated,
    limit,
    own_policy,
    trusting,
)
from ..facts import OidcProvider, OwnPolicy, Role, SessionLimit, managed_policy
from ..own_roles import AUDIT, PLAN, admits, found, missing, trust_for
from ..standing import organized, planner

_LIMITS = (limit(PLAN_ROLE), limit(DEPLOY_ROLE))
_MAIN = "repo:octo/app:ref:refs/heads/main"
_PLANNER = PLAN.arn(Place(MANAGEMENT))
_WATCHED = replace(AUDIT_ROLE, trust=trust_for(AUDIT, HERE, _PLANNER))
_ALONE = own_policy(PLAN_ROLE, permissions(PLAN, HERE, members=False))


def _with(*facts: object) -> tuple[object, ...]:
    """The management account, as it should be but for these facts."""
    good: dict[str, object] = {
        "provider": GITHUB_PROVIDER,
        PLAN_ROLE.name: PLAN_ROLE,
        DEPLOY_ROLE.name: DEPLOY_ROLE,
        "policy": PLAN_POLICY,
        **{one.arn: one for one in _LIMITS},
    }
    kinds = {OidcProvider: "provider", OwnPolicy: "policy"}
    for fact in facts:
        name = (
            fact.name if isinstance(fact, Role) else fact.arn if isinstance(fact, SessionLimit) else kinds[type(fact)]
        )
        good[name] = fact
    return (ACCOUNT, *good.values(), MANAGER)


def _deploys(condition: dict[str, Any], principal: str = GITHUB_PROVIDER.arn) -> tuple[object, ...]:
    return _with(replace(DEPLOY_ROLE, trust=federated(principal, condition)))


_EXACT = {f"{GITHUB}:sub": _MAIN}
_FROM_THIS_FILE = {"StringEquals": AUDIENCE | _EXACT | {f"{GITHUB}:job_workflow_ref": "octo/app/deploy.yml@v1"}}


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.federation.known",
    joins=[Role, OidcProvider, OwnPolicy, SessionLimit, Membership],
    passes=[
        _with(),
        _deploys(_FROM_THIS_FILE),
        _with(replace(GITHUB_PROVIDER, audiences=("other", "sts.amazonaws.com"))),
        (ACCOUNT, GITHUB_PROVIDER, PLAN_ROLE, DEPLOY_ROLE, _ALONE, *_LIMITS),
        (ACCOUNT, _WATCHED, MEMBER),
    ],
    fails=[
        (ACCOUNT, MANAGER),
        (ACCOUNT, PLAN_ROLE, DEPLOY_ROLE, PLAN_POLICY, *_LIMITS, MANAGER),
        (ACCOUNT, GITHUB_PROVIDER, PLAN_ROLE, PLAN_POLICY, *_LIMITS, MANAGER),
        (ACCOUNT, GITHUB_PROVIDER, PLAN_ROLE, DEPLOY_ROLE, *_LIMITS, MANAGER),
        _with(replace(GITHUB_PROVIDER, audiences=("other",))),
        _with(replace(PLAN_ROLE, path="/")),
        _with(replace(PLAN_ROLE, trust=federated(GITHUB_PROVIDER.arn, {"StringEquals": AUDIENCE | _EXACT}))),
        _with(replace(PLAN_ROLE, attached=(*PLAN_ROLE.attached, managed_policy(HERE, "ReadOnlyAccess")))),
        _with(replace(DEPLOY_ROLE, attached=())),
        _with(replace(_LIMITS[1], seconds=7200)),
        _with(_ALONE),
        (*_with()[:-1], own_policy(DEPLOY_ROLE, {"Statement": []}), MANAGER),
        _deploys({"StringEquals": _EXACT}),
        _deploys({"StringEquals": AUDIENCE}),
        _deploys({"StringEquals": {f"{GITHUB}:aud": "other"} | _EXACT}),
        _deploys({"StringEquals": AUDIENCE, "StringLike": {f"{GITHUB}:sub": "repo:octo/app:*"}}),
        _deploys({"StringEquals": AUDIENCE | {f"{GITHUB}:sub": [_MAIN, "repo:octo/app:pull_request"]}}),
        _deploys({"StringEquals": AUDIENCE, "ForAllValues:StringEquals": _EXACT}),
        _deploys({"StringEquals": AUDIENCE | _EXACT}, HERE.arn("iam", "oidc-provider/gitlab.com")),
        _with(replace(DEPLOY_ROLE, trust=trusting(HERE.account))),
        (*_with()[:-1], MANAGER, replace(EXAMPLE, ci=replace(EXAMPLE.ci, apply_from=None))),
        (ACCOUNT, _WATCHED, DEPLOY_ROLE, MEMBER),
        (ACCOUNT, AUDIT_ROLE, MEMBER),
        (ACCOUNT, replace(_WATCHED, path="/"), MEMBER),
        (ACCOUNT, MEMBER),
    ],
    not_applicable=[(ACCOUNT, MANAGER, WITHOUT_CI), (ACCOUNT, PLAN_ROLE, GITHUB_PROVIDER, MEMBER, WITHOUT_CI)],
    human=(
        "A role HardpanPlan, HardpanDeploy or HardpanAudit exists with another path than /hardpan/, and a path cannot "
        "be changed; or one of the first two exists where no pipeline is to come in. Find out who made it and for "
        "what, delete it (Console > IAM > Roles > the name > Delete), then plan again."
    ),
)
def ci_roles(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    if not want.ci.described:
        return NotApplicable("hardpan.yaml has no ci")
    roles = list(snapshot.all(Role, account=account.id))
    if there := planner(account.place, snapshot, want):
        return _watched(found(AUDIT, roles), there, unwanted(roles, ()))
    place, members = account.place, organized(account.place, snapshot, want)
    wrong = provider_faults(want.ci, place, snapshot.at(OidcProvider, place))
    wrong += unwanted(roles, [own for own, _ in wanted(want.ci)])
    policies, limits = snapshot.at(OwnPolicy, place), snapshot.at(SessionLimit, place)
    for own, subjects in wanted(want.ci):
        wrong += faults(want.ci, own, subjects, found(own, roles), policies, limits, members=members)
    let_in = [subject for _, said in wanted(want.ci) for subject in said]
    return Fail("; ".join(wrong)) if wrong else Pass(f"pipelines get in as the file says: {', '.join(let_in)}")


def _watched(audit: Role | None, there: str, wrong: list[str]) -> Verdict:
    """The verdict on an account that pipelines read from the management account."""
    if audit is None or audit.path != AUDIT.path:
        return Fail("; ".join([*wrong, missing(AUDIT, audit)]))
    if wrong:
        return Fail("; ".join(wrong))
    return (
        Pass(f"HardpanAudit lets in {there}") if admits(audit, there) else Fail(f"HardpanAudit does not let in {there}")
    )
