"""What a guardrail's document leaves open, and an organization fills in."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TypeAlias

from hardpan.model import Problem

Filling: TypeAlias = str | tuple[str, ...]  # of a placeholder

_FORMS = {
    "organization": re.compile(r"o-[a-z0-9]{10,32}"),
    "home_region": re.compile(r"[a-z]{2,}(-[a-z]+)+-\d"),
    "allowed_regions": re.compile(r"[a-z]{2,}(-[a-z]+)+-\d"),
    "trusted_accounts": re.compile(r"\d{12}"),
    "image_accounts": re.compile(r"\d{12}"),
    "backup_account": re.compile(r"\d{12}"),
    "github_owners": re.compile(r"\d+"),
    # A name that begins with a wildcard would exempt roles that anybody can make.
    "access_role": re.compile(r"[\w+=,.@-][\w+=,.@/-]*"),
    "also_exempt": re.compile(r"[\w+=,.@-][\w+=,.@/-]*"),
}


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """The values of placeholders. None and empty: not known, which only some guardrails mind."""

    partition: str = "aws"
    organization: str | None = None  # o-...
    home_region: str | None = None
    allowed_regions: tuple[str, ...] = ()  # where work may be done; us-east-1 among them if it may be done there
    log_buckets: tuple[str, ...] = ("hardpan-config-*", "hardpan-logs-*", "hardpan-network-logs-*")  # names or patterns
    trails: tuple[str, ...] = ("hardpan-*",)  # names or patterns
    access_role: str = "OrganizationAccountAccessRole"  # by which the management account enters accounts, with its path
    also_exempt: tuple[str, ...] = ()  # further roles that may change what is frozen: AWSControlTowerExecution
    trusted_accounts: tuple[str, ...] = ()  # outside the organization: vendors, partners
    github_owners: tuple[str, ...] = ()  # numeric ids of organizations or users at GitHub
    image_accounts: tuple[str, ...] = ()  # own makers of machine images
    backup_account: str | None = None  # that keeps the copies

    def __post_init__(self) -> None:
        for name, form in _FORMS.items():
            given = getattr(self, name)
            for value in given if isinstance(given, tuple) else (given,):
                if value is not None and not form.fullmatch(value):
                    raise Problem(f"guardrails: {value!r} cannot be a value of {name}", effect="no guardrail was made")

    @property
    def administrators(self) -> tuple[str, ...]:
        """Patterns of the roles that may change what guardrails freeze. All of them are protected by one.

        The role that the management account enters by is among them: nobody in the account can assume it, and without
        HardpanApply it is how Hardpan works there.
        """
        own = ("hardpan/HardpanApply", "hardpan/HardpanBreakGlass")
        return tuple(f"arn:*:iam::*:role/{name}" for name in (*own, self.access_role, *self.also_exempt))

    @property
    def deployers(self) -> tuple[str, ...]:
        """Patterns of the roles that may make and change Hardpan's own: administrators, and StackSets, whose roles
        have names that AWS ends as it likes.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html
        """
        return (*self.administrators, "arn:*:iam::*:role/stacksets-exec-*")

    def filling(self, name: str) -> Filling | None:
        """What stands for `<name>` in a document; None where it is not known."""
        if name not in PLACEHOLDERS:
            raise KeyError(f"no parameter is called {name}")
        value: Filling | None = getattr(self, name)
        return value


PLACEHOLDERS = frozenset({field.name for field in fields(Parameters)} | {"administrators", "deployers"})

# With which guardrails are proven. us-east-1 is left out, so that it shows whether global services can still be used.
EXAMPLE = Parameters(
    organization="o-exampleorgid",
    home_region="eu-west-1",
    allowed_regions=("eu-west-1", "eu-central-1"),
    log_buckets=("hardpan-logs-222222222222",),
    also_exempt=("AWSControlTowerExecution",),
    trusted_accounts=("444455556666",),
    github_owners=("1234567",),
    image_accounts=("555566667777",),
    backup_account="666677778888",
)
