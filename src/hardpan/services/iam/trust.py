"""Whom roles let in from other accounts."""

from __future__ import annotations

from hardpan.config import Baseline

from .documents import Document, Statement, account_of, allowing, demands, principals
from .facts import OrganizationAccessRole, Role


def strangers(role: Role, want: Baseline) -> list[str]:
    """What is wrong with the role's trust policy: everybody, unknown accounts, vendors without external id.

    Services and providers of identities are other questions. What IAM shows as a bare id was deleted: it is nobody.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    return sorted(
        {
            wrong
            for statement in allowing(role.trust)
            for kind, name in principals(statement)
            if kind == "AWS" and (wrong := _wrong(name, statement, role.place.account, want))
        }
    )


def outside_accounts(trust: Document, own: str) -> list[str]:
    """Other accounts that a trust policy names, and "*" where it names everybody."""
    named = {
        "*" if name == "*" else account_of(name)
        for statement in allowing(trust)
        for kind, name in principals(statement)
        if kind == "AWS"
    }
    return sorted(account for account in named if account not in (None, own))


def _wrong(name: str, statement: Statement, own: str, want: Baseline) -> str | None:
    if name == "*":
        narrowed = ", narrowed by conditions alone" if statement.get("Condition") else ""
        return f"it trusts everybody{narrowed}"
    account = account_of(name)
    if account in (None, own, *want.exceptions.trusted_accounts):
        return None
    if account not in want.exceptions.third_party_accounts:
        return f"it trusts account {account}, which hardpan.yaml does not name"
    if not _asks_for_an_external_id(statement):
        return f"it trusts the third party {account} without asking for an external id"
    return None


def _asks_for_an_external_id(statement: Statement) -> bool:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"""
    asked = demands(statement, "sts:ExternalId")
    return bool(asked) and not any(value.strip("*?") == "" for value in asked)


def trusts_only(trust: Document, account: str) -> bool:
    """Whether the trust policy lets this account in as a whole, and nobody else at all."""
    named = [principal for statement in allowing(trust) for principal in principals(statement)]
    return bool(named) and all(kind == "AWS" and _is_root_of(name, account) for kind, name in named)


def _is_root_of(name: str, account: str) -> bool:
    return account_of(name) == account and (name == account or name.endswith(":root"))


def enters(role: OrganizationAccessRole) -> bool:
    """Whether it is the role by which the organization's management account, another one, enters, and nobody else."""
    manager = role.management_account
    return manager not in (None, role.place.account) and trusts_only(role.trust, str(manager))


def manager_of(role: OrganizationAccessRole, want: Baseline) -> str | None:
    """The management account of the organization that the account is in, or is about to make; None without either."""
    return role.management_account or (role.place.account if want.organization.described else None)
