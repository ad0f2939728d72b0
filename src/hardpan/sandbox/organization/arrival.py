"""How an account comes into an organization, and how strangely it answers at first.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html: success can be told minutes before
the account can be entered. The order of the errors meanwhile is our reading of what users of AWS report.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

from moto.backends import get_backend

from .. import owner, root
from ..registry import Call
from . import policy_types
from .model import CreateRequest, Member, Organization

Hook: TypeAlias = Callable[[Organization, Call], None]

ADMINISTRATOR = "AdministratorAccess"
SERVICE = "organizations.amazonaws.com"
_ADDRESS = re.compile(r"(?!\.)[!-~]+@(?![-.])[A-Za-z0-9.-]+(?<![-.])", re.ASCII)
_FORBIDDEN = frozenset("\"'()<>[]:;,\\|%&")

_hooks: list[Hook] = []  # filled by importing the services, like the tables of the registry


def on_new_account(hook: Hook) -> Hook:
    """Register what a service does when an account joins; its call is as if made in the new account."""
    _hooks.append(hook)
    return hook


def welcome(organization: Organization, there: Call) -> None:
    """Tell every service of an account that has joined."""
    for hook in _hooks:
        hook(organization, there)


def is_address(email: str) -> bool:
    """https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html, parameter Email."""
    local, _, domain = email.partition("@")
    return 6 <= len(email) <= 64 and bool(_ADDRESS.fullmatch(email)) and "." in domain and not _FORBIDDEN & set(local)


def create(organization: Organization, request: CreateRequest, account: str, newborn: float) -> Member:
    """A new account, with a role that the management account may assume."""
    now = time.monotonic()
    management = owner.of(organization.management)
    user, found = root.of(account), owner.of(account)
    found.account_name, found.email = request.name, request.email
    found.contact, found.has_payment_method = dict(management.contact), False
    # Organizations gives root a password that nobody knows, or none where root is managed centrally.
    user.has_password = "RootCredentialsManagement" not in organization.root_features
    member = Member(
        account,
        organization.root,
        "CREATED",
        datetime.now(UTC),
        tags=dict(request.tags),
        role=request.role,
        born=now,
        ready=now + newborn,
    )
    add(organization, member)
    make_entrance(organization, account, request.role)
    return member


def add(organization: Organization, member: Member) -> None:
    """Let an account be a member, below the root."""
    organization.members[member.id] = member
    policy_types.attach_defaults(organization, member.id)
    if organization.has_all_features:
        make_linked_role(member.id, organization.partition)


def make_linked_role(account: str, partition: str) -> None:
    """The role that lets Organizations create other services' roles in an account."""
    iam, name = get_backend("iam")[account][partition], "AWSServiceRoleForOrganizations"
    if any(role.name == name for role in iam.get_roles()):
        return
    role = iam.create_service_linked_role(SERVICE, "", "")
    role.name = name


def make_entrance(organization: Organization, account: str, name: str) -> None:
    """A role of an account that lets the management account in as an administrator."""
    partition = organization.partition
    trusted = f"arn:{partition}:iam::{organization.management}:root"
    statement = {"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"}
    iam = get_backend("iam")[account][partition]
    iam.create_role(
        role_name=name,
        assume_role_policy_document=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
        path="/",
        permissions_boundary=None,
        description="",
        tags=[],
        max_session_duration="3600",
    )
    iam.attach_role_policy(f"arn:{partition}:iam::aws:policy/{ADMINISTRATOR}", name)
