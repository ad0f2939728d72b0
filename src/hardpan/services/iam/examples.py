"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hardpan.config import EXAMPLE, Ci
from hardpan.model import Account, Place
from hardpan.services.organizations.facts import Membership

from . import break_glass, ci_roles
from .documents import Document
from .facts import (
    ORGANIZATION_ACCESS,
    RESERVED,
    AccessKey,
    AccountSummary,
    Administrator,
    Attachment,
    Identity,
    OidcProvider,
    OrganizationAccessRole,
    OwnPolicy,
    PasswordPolicy,
    PasswordRules,
    Role,
    RootUse,
    RootVirtualMfa,
    ServerCertificate,
    ServiceCredential,
    SessionLimit,
    User,
    UserCredentials,
    WebIdentityRole,
    managed_policy,
)
from .own_roles import APPLY, AUDIT, BREAK_GLASS, PLAN, SUPPORT, OwnRole
from .own_roles import DEPLOY as DEPLOY_PIPELINE

HERE = Place("111122223333")
ACCOUNT = Account(place=HERE, name=None)
SUPPLIER = "999988887777"
MANAGEMENT = "444455556666"
GITHUB = "token.actions.githubusercontent.com"


def moment(year: int, month: int, day: int) -> datetime:
    """Noon of a day; examples are judged on 1 November 2026."""
    return datetime(year, month, day, 12, tzinfo=UTC)


def document(*statements: dict[str, Any]) -> Document:
    """A policy document."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trusting(principal: str, **condition: Any) -> Document:
    """A trust policy with one statement."""
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return document(statement | ({"Condition": condition} if condition else {}))


def federated(principal: str, condition: dict[str, Any]) -> Document:
    """A trust policy for tokens from outside AWS."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Federated": principal},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition,
        }
    )


SUMMARY = AccountSummary(
    place=HERE, root_has_password=True, root_has_mfa=True, root_has_access_keys=False, root_has_certificates=False
)
NO_VIRTUAL_MFA = RootVirtualMfa(place=HERE, serials=())
ROOT_USE = RootUse(place=HERE, password_last_used=moment(2026, 2, 1), keys_last_used=())

USER = User(place=HERE, name="alice", arn=HERE.arn("iam", "user/alice"), groups=("people",), attached=(), inline=())
KEY = AccessKey("AKIAIOSFODNN7EXAMPLE", True, moment(2026, 9, 20), moment(2026, 10, 30))
CREDENTIALS = UserCredentials(
    place=HERE,
    name="alice",
    arn=USER.arn,
    created=moment(2025, 1, 1),
    has_password=True,
    password_created=moment(2025, 1, 1),
    password_last_used=moment(2026, 10, 31),
    mfa_devices=1,
    keys=(KEY,),
)

ROLE = Role(
    place=HERE,
    name="deploy",
    path="/",
    arn=HERE.arn("iam", "role/deploy"),
    trust=trusting(HERE.arn("iam", "root")),
    attached=(),
)


def made(own: OwnRole) -> Role:
    """The role as Hardpan makes it."""
    return Role(
        place=HERE,
        name=own.name,
        path=own.path,
        arn=own.arn(HERE),
        trust=own.trust(HERE),
        attached=(own.policy_arn(HERE),),
    )


AUDIT_ROLE, APPLY_ROLE, SUPPORT_ROLE = made(AUDIT), made(APPLY), made(SUPPORT)
WITHOUT_BREAK_GLASS, WITHOUT_CI = replace(EXAMPLE, break_glass=False), replace(EXAMPLE, ci=Ci())
BREAK_GLASS_ROLE = replace(made(BREAK_GLASS), trust=break_glass.trust(HERE, Place(MANAGEMENT)))
PLAN_ROLE, DEPLOY_ROLE = (
    replace(made(own), trust=ci_roles.trust(EXAMPLE.ci, subjects, HERE))
    for own, subjects in ci_roles.wanted(EXAMPLE.ci)
)


def limit(role: Role) -> SessionLimit:
    """How long sessions of one of Hardpan's own roles last."""
    return SessionLimit(place=HERE, name=role.name, arn=role.arn, seconds=3600, description=f"Hardpan: {role.name}")


def own_policy(role: Role, permissions: Document | None) -> OwnPolicy:
    """The inline policy of one of Hardpan's own roles."""
    who = Identity("role", role.name, role.path, role.arn)
    return OwnPolicy(
        place=HERE, arn=f"{role.arn}/{role.name}", name=role.name, document=permissions or {}, holders=(who,)
    )


AUDIT_POLICY = own_policy(AUDIT_ROLE, AUDIT.permissions)
PLAN_POLICY = own_policy(PLAN_ROLE, ci_roles.permissions(PLAN, HERE, members=True))

GITHUB_PROVIDER = OidcProvider(
    place=HERE, arn=HERE.arn("iam", f"oidc-provider/{GITHUB}"), audiences=("sts.amazonaws.com",)
)
AUDIENCE = {f"{GITHUB}:aud": "sts.amazonaws.com"}
WEB_IDENTITY_ROLE = WebIdentityRole(
    place=HERE,
    name="github-deploy",
    arn=HERE.arn("iam", "role/github-deploy"),
    trust=federated(
        GITHUB_PROVIDER.arn, {"StringEquals": AUDIENCE | {f"{GITHUB}:sub": "repo:octo/app:ref:refs/heads/main"}}
    ),
)
ACCESS_ROLE = OrganizationAccessRole(
    place=HERE,
    arn=HERE.arn("iam", f"role/{ORGANIZATION_ACCESS}"),
    trust=trusting(Place(MANAGEMENT).arn("iam", "root")),
    management_account=MANAGEMENT,
)

MEMBER = Membership(place=HERE, organization="o-exampleorgid", management_account=MANAGEMENT, feature_set="ALL")
MANAGER = replace(MEMBER, management_account=HERE.account)

ALICE = Identity("user", "alice", "/", USER.arn)
FRIENDS = Identity("group", "friends", "/", HERE.arn("iam", "group/friends"))
DEPLOY = Identity("role", "deploy", "/", ROLE.arn)
ENTRY = Identity("role", ORGANIZATION_ACCESS, "/", ACCESS_ROLE.arn)
HARDPAN_APPLY, EMERGENCY, PIPELINE = (
    Identity("role", own.name, own.path, own.arn(HERE)) for own in (APPLY, BREAK_GLASS, DEPLOY_PIPELINE)
)
PERMISSION_SET = "AWSReservedSSO_AdministratorAccess_0123456789abcdef"
SIGNED_IN = Identity("role", PERMISSION_SET, RESERVED, HERE.arn("iam", f"role{RESERVED}{PERMISSION_SET}"))

ATTACHMENT = Attachment(place=HERE, policy=managed_policy(HERE, "ReadOnlyAccess"), who=DEPLOY)
ADMINISTRATOR = Administrator(place=HERE, who=HARDPAN_APPLY)
OWN_POLICY = OwnPolicy(
    place=HERE,
    arn=HERE.arn("iam", "policy/read-reports"),
    name="read-reports",
    document=document({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}),
    holders=(DEPLOY,),
)

RULES = PasswordRules(
    minimum_length=14,
    symbols=True,
    numbers=True,
    uppercase=True,
    lowercase=True,
    users_may_change=True,
    remembered=24,
    expires_days=None,
    hard_expiry=False,
)
PASSWORD_POLICY = PasswordPolicy(place=HERE, rules=RULES)
SERVICE_CREDENTIAL = ServiceCredential(
    place=HERE, id="ACCA0123456789EXAMPLE", user="alice", service="codecommit.amazonaws.com", active=False
)
CERTIFICATE = ServerCertificate(
    place=HERE, name="shop", arn=HERE.arn("iam", "server-certificate/shop"), expires=moment(2027, 6, 1)
)
