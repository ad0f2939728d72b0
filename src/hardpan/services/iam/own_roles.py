"""The roles that Hardpan places in an account, and whom they let in.

Each trusts the account itself, so that IAM policies decide who may assume it, and lets in people only:

- with `aws:MultiFactorAuthPresent`, which is true for an IAM user who gave an MFA code, and missing, so not true, for
  one who merely has an access key. `BoolIfExists` would let the access key in.
  https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
- from Identity Center, which asks for MFA itself and leaves the key out of its sessions: these are told by the path of
  its roles, where nobody else can make any. The role that changes things is for its administrators alone.
  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
  https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html

Machines have neither, although a policy such as PowerUserAccess lets them call sts:AssumeRole: trusting every role of
the account would make administrators of them. Root cannot assume roles at all.
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

from dataclasses import dataclass

from hardpan.model import Place

from .documents import Document, Statement, account_of, allowing, allows_action, demands, principals
from .facts import RESERVED, Role, managed_policy

PATH = "/hardpan/"
_ASSUME = "sts:AssumeRole"


@dataclass(frozen=True)
class OwnRole:
    """A role that Hardpan makes."""

    name: str
    policy: str  # AWS's, by name
    purpose: str
    permission_sets: str  # whose people of Identity Center may assume it: a pattern

    @property
    def path(self) -> str:
        """The path of them all."""
        return PATH

    def arn(self, place: Place) -> str:
        """Its ARN in the account at `place`."""
        return place.at(None).arn("iam", f"role{PATH}{self.name}")

    def policy_arn(self, place: Place) -> str:
        """ARN of its policy."""
        return managed_policy(place, self.policy)

    def trust(self, place: Place) -> Document:
        """The trust policy that it is made with."""
        account = {"AWS": place.at(None).arn("iam", "root")}
        roles = place.at(None).arn("iam", f"role{RESERVED}")
        # Where Identity Center is in another Region than us-east-1, its roles have the Region in their path.
        sets = [f"{roles}AWSReservedSSO_{self.permission_sets}_*", f"{roles}*/AWSReservedSSO_{self.permission_sets}_*"]
        return {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "PeopleWithMfa",
                    "Effect": "Allow",
                    "Principal": account,
                    "Action": _ASSUME,
                    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
                },
                {
                    "Sid": "PeopleOfIdentityCenter",
                    "Effect": "Allow",
                    "Principal": account,
                    "Action": _ASSUME,
                    "Condition": {"ArnLike": {"aws:PrincipalArn": sets}},
                },
            ],
        }


AUDIT = OwnRole("HardpanAudit", "SecurityAudit", "reads the account's configuration", "*")
APPLY = OwnRole("HardpanApply", "AdministratorAccess", "changes the account's configuration", "AdministratorAccess")
SUPPORT = OwnRole("HardpanSupport", "AWSSupportAccess", "opens cases with AWS Support", "*")


def found(wanted: OwnRole, roles: list[Role]) -> Role | None:
    """The role of this name; whatever its path, no other can have the name."""
    return next((role for role in roles if role.name == wanted.name), None)


def faults(wanted: OwnRole, role: Role | None) -> list[str]:
    """What keeps the role from being what it should be."""
    if role is None:
        return [f"{wanted.name} does not exist"]
    if role.path != wanted.path:
        return [f"{wanted.name} exists with path {role.path}, not {wanted.path}"]
    wrong = [f"{wanted.name} can be assumed {why}" for why in weaknesses(role)]
    if wanted.policy_arn(role.place) not in role.attached:
        wrong.append(f"{wanted.name} does not have {wanted.policy}")
    return wrong


def weaknesses(role: Role) -> list[str]:
    """By whom the role can be assumed beside people of the account who proved to be themselves.

    A trust policy that is narrower than Hardpan's is as good.
    """
    letting = allowing(role.trust)
    if not any(allows_action(statement, _ASSUME) for statement in letting):
        return ["by nobody"]
    return sorted({why for statement in letting for why in _weakness(statement, role.place)})


def _weakness(statement: Statement, place: Place) -> list[str]:
    named = principals(statement)
    if any(kind != "AWS" or account_of(name) != place.account for kind, name in named):
        return ["from outside the account"]
    if set(demands(statement, "aws:MultiFactorAuthPresent")) == {"true"}:
        return []
    asked = demands(statement, "aws:PrincipalArn") or [name for _, name in named]
    roles = place.at(None).arn("iam", "role/")
    if all(arn.startswith(roles) and arn[len(roles) :][:1] not in ("*", "?") for arn in asked):
        return []
    return ["without MFA"]


def has_support(role: Role) -> bool:
    """Whether it may open cases with AWS Support."""
    return SUPPORT.policy_arn(role.place) in role.attached
