"""Who makes a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["root", "user", "role", "federated-user", "federated", "service", "anonymous"]

# The path of service-linked roles; only AWS makes roles there.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
_SERVICE_LINKED = ":role/aws-service-role/"
# How the resource part of an ARN begins, by kind of principal.
_BEGINNINGS: dict[str, Kind] = {
    "root": "root",
    "user": "user",
    "assumed-role": "role",
    "federated-user": "federated-user",
}


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Who makes a request. A role asks by a session of it: `arn` is the session, `role` the role."""

    kind: Kind
    arn: str = ""  # of a service its name, of somebody federated the provider
    account: str | None = None  # None for services, for the federated, and for nobody in particular
    role: str | None = None  # ARN, with the role's path
    user_id: str | None = None
    canonical_user: str | None = None

    @property
    def identity(self) -> str:
        """What `aws:PrincipalArn` holds: of a session its role.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
        """
        return self.role or self.arn

    @property
    def service_linked(self) -> bool:
        """Whether it is a service that acts by its own role, whom no SCP and no RCP binds."""
        return self.role is not None and _SERVICE_LINKED in self.role

    @property
    def in_account(self) -> bool:
        """Whether it belongs to an account, so that policies of identities and SCPs are about it."""
        return self.account is not None


def principal_of(arn: str, *, role: str | None = None, user_id: str | None = None) -> Principal:
    """The principal with this ARN, as AWS tells it of whoever asks. Of a session, `role` is its role's ARN.

    A session's ARN leaves the path of its role out: without `role` the role is taken for one without a path.
    """
    _, partition, _, _, account, resource = arn.split(":", 5)
    beginning, _, name = resource.partition("/")
    if beginning not in _BEGINNINGS:
        raise ValueError(f"{arn} makes no requests")
    kind = _BEGINNINGS[beginning]
    if kind == "role" and role is None:
        role = f"arn:{partition}:iam::{account}:role/{name.partition('/')[0]}"
    return Principal(kind=kind, arn=arn, account=account, role=role, user_id=user_id)


def root(account: str, partition: str = "aws") -> Principal:
    """The root user of an account."""
    return Principal(kind="root", arn=f"arn:{partition}:iam::{account}:root", account=account, user_id=account)


def user(account: str, name: str, partition: str = "aws") -> Principal:
    """An IAM user, named with its path."""
    return Principal(kind="user", arn=f"arn:{partition}:iam::{account}:user/{name}", account=account)


def role(account: str, name: str, session: str = "session", partition: str = "aws") -> Principal:
    """A session of a role, named with its path; a session's own ARN does not have the path."""
    assumed = f"arn:{partition}:sts::{account}:assumed-role/{name.rpartition('/')[2]}/{session}"
    return Principal(kind="role", arn=assumed, account=account, role=f"arn:{partition}:iam::{account}:role/{name}")


def service(name: str) -> Principal:
    """An AWS service in its own name: `service("cloudtrail.amazonaws.com")`."""
    return Principal(kind="service", arn=name)


def federated(provider: str) -> Principal:
    """Somebody whom an identity provider vouches for, before a role was assumed."""
    return Principal(kind="federated", arn=provider)


ANYBODY = Principal(kind="anonymous")
