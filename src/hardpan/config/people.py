"""Who gets access through IAM Identity Center, as `hardpan.yaml` says it. Never a password, never an MFA device."""

from __future__ import annotations

from dataclasses import dataclass

EVERY_ACCOUNT, MANAGEMENT = "all", "management"  # words that stand for accounts, where an assignment names them

# AWS managed policies that let whoever has them take every other right.
_ADMINISTRATIVE = frozenset({"AdministratorAccess", "IAMFullAccess"})
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html
_JOB_FUNCTIONS = frozenset(
    {
        "Billing",
        "DatabaseAdministrator",
        "DataScientist",
        "NetworkAdministrator",
        "SupportUser",
        "SystemAdministrator",
        "ViewOnlyAccess",
    }
)


def is_administrative(policy: str) -> bool:
    """Whether an AWS managed policy, by its name or ARN, makes an administrator."""
    return policy.rpartition("/")[2] in _ADMINISTRATIVE


@dataclass(frozen=True, kw_only=True)
class PermissionSet:
    """What somebody may do in an account, and for how long at a time."""

    name: str
    managed_policies: tuple[str, ...]  # of AWS: names, with their path if they have one, or ARNs
    session_hours: int

    def arns(self, partition: str) -> tuple[str, ...]:
        """ARNs of its policies."""
        return tuple(_arn(policy, partition) for policy in self.managed_policies)


def _arn(policy: str, partition: str) -> str:
    if policy.startswith("arn:"):
        return policy
    path = "job-function/" if policy in _JOB_FUNCTIONS else ""
    return f"arn:{partition}:iam::aws:policy/{path}{policy}"


@dataclass(frozen=True, kw_only=True)
class Person:
    """A user of the directory."""

    name: str  # to sign in with
    given_name: str
    family_name: str
    email: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """A group may use a permission set in some accounts."""

    group: str
    permission_set: str
    accounts: tuple[str, ...]  # names, twelve digits, paths of units, EVERY_ACCOUNT or MANAGEMENT


@dataclass(frozen=True, kw_only=True)
class IdentityCenter:
    """What is to be in IAM Identity Center. Of what is not named here nothing is said."""

    region: str | None = None  # where it is to be enabled; None: in the home Region
    permission_sets: tuple[PermissionSet, ...] = ()
    groups: tuple[str, ...] = ()
    users: tuple[Person, ...] = ()
    assignments: tuple[Assignment, ...] = ()
