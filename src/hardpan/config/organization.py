"""The keys below `organization`: its Regions, its units, its accounts, and what some of these are for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, WithJsonSchema, field_validator

from hardpan.config import checks, names
from hardpan.config.group import Group
from hardpan.config.kinds import LIST, Region, Text, like


class Unit(Group):
    """An organizational unit."""

    path: Annotated[Text, AfterValidator(names.unit)]
    """Its name after those of the units above it: Workloads/Prod."""
    guardrails: Text | None = None
    """The unit of the profile whose guardrails it has; the one of the same path when left out."""


class MemberAccount(Group):
    """An account of the organization, made where there is none of its e-mail address or name."""

    name: Annotated[Text, AfterValidator(names.account)]
    """Its name."""
    unit: Text | None = None
    """The path of the unit it is in; left where it is when left out."""
    email: Annotated[Text, AfterValidator(names.root_email), like(checks.EMAIL)] | None = None
    """Its root user's e-mail address, which no other AWS account has; from organization.email when left out."""
    tags: Annotated[tuple[Annotated[Text, AfterValidator(names.tag)], ...], LIST] = ()
    """Tags of a new account: key=value."""
    close: Annotated[bool, BeforeValidator(checks.yes_or_no), WithJsonSchema({"type": "boolean"})] = False
    """Close it for good; AWS deletes all that is in it after ninety days."""


class Organization(Group):
    """The organization that this account manages, or is to: its units, its accounts, what binds them all."""

    regions: Annotated[tuple[Region, ...], LIST] = ()
    """Regions where work is done; guardrails close the others, whether enabled by default or not."""
    paid_plan: Annotated[bool, BeforeValidator(checks.yes_or_no), WithJsonSchema({"type": "boolean"})] = False
    """Agree that an account on AWS's Free plan moves to the Paid plan, as an organization makes it."""
    email: Annotated[Text, AfterValidator(names.email_template)] | None = None
    """The root e-mail addresses of new accounts: aws+{name}@example.com. Mail to each of them must reach you."""
    units: Annotated[tuple[Unit, ...], LIST] = ()
    """Its organizational units, each after the one it is in."""
    accounts: Annotated[tuple[MemberAccount, ...], LIST] = ()
    """Its accounts, beside the management account."""
    log_archive: Text | None = None
    """The account that keeps all accounts' logs; there is one trail then, of the whole organization."""
    security_tooling: Text | None = None
    """The account that security services are administered from."""
    shared_services: Text | None = None
    """The account that Identity Center and StackSets are administered from."""
    backup: Text | None = None
    """The account that AWS Backup is administered from, and in enterprise copies of backups go to."""
    forensics: Text | None = None
    """The account that keeps evidence of incidents and where it is looked at, in enterprise."""

    @field_validator("units")
    @classmethod
    def _each_below_another(cls, value: tuple[Unit, ...]) -> tuple[Unit, ...]:
        paths = [unit.path for unit in value]
        _no_two(paths, "unit")
        for number, path in enumerate(paths):
            above = path.rpartition("/")[0]
            if above and above not in paths[:number]:
                raise ValueError(f"{path} comes before the unit it is in: list {above} first")
        return value

    @field_validator("accounts")
    @classmethod
    def _each_in_a_unit(cls, value: tuple[MemberAccount, ...], info: ValidationInfo) -> tuple[MemberAccount, ...]:
        units = [unit.path for unit in info.data.get("units", ())]
        _no_two([account.name for account in value], "account")
        template = info.data.get("email")
        for account in value:
            if account.unit is not None and account.unit not in units and "units" in info.data:
                raise ValueError(f"{account.name} is in {account.unit}, which `units` does not list")
            if not account.email and not template:
                raise ValueError(f"{account.name} has no email, and there is no organization.email to make one from")
            names.root_email(address(account.name, account.email, template))
        _no_two([address(account.name, account.email, template).lower() for account in value], "e-mail address")
        return value

    @field_validator("log_archive", "security_tooling", "shared_services", "backup", "forensics")
    @classmethod
    def _one_of_them(cls, value: str | None, info: ValidationInfo) -> str | None:
        accounts = [account.name for account in info.data.get("accounts", ())]
        if value is not None and value not in accounts and "accounts" in info.data:
            raise ValueError(f"{value} is none of organization.accounts")
        return value


def address(name: str, own: str | None, template: str | None) -> str:
    """The root e-mail address of an account: its own, or made from its name."""
    return own or (template or "").format(name=name)


def _no_two(values: Iterable[str], what: str) -> None:
    if twice := [value for value, times in Counter(values).items() if times > 1]:
        raise ValueError(f"there are two of {what} {twice[0]}")


__all__ = ["MemberAccount", "Organization", "Unit", "address"]
