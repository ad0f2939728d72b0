"""The roles that Hardpan places in an account, and whom they let in.

Whom the one for emergencies trusts is in `break_glass`, whom those for pipelines trust in `ci_roles`. Each of the
others trusts the account itself, so that IAM policies decide who may assume it, and lets in people only:

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

from collections.abc import Iterable
from dataclasses import dataclass

from hardpan.model import Place

from .documents import Document, Statement, account_of, allowing, allows_action, demands, principals
from .facts import RESERVED, OwnPolicy, Role, managed_policy

PATH = "/hardpan/"
ASSUME = "sts:AssumeRole"
HOUR = 3600  # the longest session of each of them, in seconds; AWS's default
# What Hardpan reads and AWS's policy SecurityAudit leaves out.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/SecurityAudit.html
BEYOND_SECURITY_AUDIT = (
    "account:GetContactInformation",
    "account:ListRegions",
    "budgets:ViewBudget",
    "ce:GetAnomalyMonitors",
    "ce:GetAnomalySubscriptions",
    "controltower:GetLandingZone",
    "controltower:ListBaselines",
    "controltower:ListEnabledBaselines",
    "controltower:ListEnabledControls",
    "controltower:ListLandingZones",
    "detective:DescribeOrganizationConfiguration",
    "detective:ListOrganizationAdminAccount",
    "fms:GetAdminAccount",
    "freetier:GetAccountPlanState",
    "inspector2:ListMembers",
    "macie2:DescribeOrganizationConfiguration",
    "macie2:GetAdministratorAccount",
    "macie2:GetAutomatedDiscoveryConfiguration",
    "macie2:GetMacieSession",
    "macie2:ListMembers",
    "macie2:ListOrganizationAdminAccounts",
    "support:DescribeSeverityLevels",
    "trustedadvisor:ListRecommendations",
)


@dataclass(frozen=True)
class OwnRole:
    """A role that Hardpan makes."""

    name: str
    policy: str  # AWS's, by name
    purpose: str
    permission_sets: str = ""  # whose people of Identity Center may assume it: a pattern
    beyond: tuple[str, ...] = ()  # actions that it has beside its policy, by an inline policy of its own name
    attaches: str = ""  # the one policy of AWS's that it may attach to users and roles

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

    @property
    def permissions(self) -> Document | None:
        """Its inline policy, if it has one."""
        if not self.beyond:
            return None
        besides = [_attaching(self.attaches)] if self.attaches else []
        return {"Version": "2012-10-17", "Statement": [allowed("Beyond", self.beyond), *besides]}

    def trust(self, place: Place) -> Document:
        """The trust policy that a role for people of the account is made with."""
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
                    "Action": ASSUME,
                    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
                },
                {
                    "Sid": "PeopleOfIdentityCenter",
                    "Effect": "Allow",
                    "Principal": account,
                    "Action": ASSUME,
                    "Condition": {"ArnLike": {"aws:PrincipalArn": sets}},
                },
            ],
        }


def allowed(sid: str, actions: Iterable[str], resource: str = "*") -> Statement:
    """A statement of a policy."""
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": resource}


def _attaching(policy: str) -> Statement:
    return {
        **allowed("Attach", ["iam:AttachRolePolicy", "iam:AttachUserPolicy"]),
        "Condition": {"ArnLike": {"iam:PolicyARN": f"arn:*:iam::aws:policy/{policy}"}},
    }


AUDIT = OwnRole("HardpanAudit", "SecurityAudit", "reads the account's configuration", "*", BEYOND_SECURITY_AUDIT)
APPLY = OwnRole("HardpanApply", "AdministratorAccess", "changes the account's configuration", "AdministratorAccess")
SUPPORT = OwnRole("HardpanSupport", "AWSSupportAccess", "opens cases with AWS Support", "*")
BREAK_GLASS = OwnRole("HardpanBreakGlass", "AdministratorAccess", "for emergencies, when the usual ways in fail")
# What stops an intruder and keeps evidence, and makes nobody more powerful: machines are isolated, stopped and copied,
# keys no longer work, functions no longer run, buckets are shut.
_CONTAINING = (
    "ec2:CreateSecurityGroup",
    "ec2:CreateSnapshot",
    "ec2:CreateSnapshots",
    "ec2:CreateTags",
    "ec2:DisassociateIamInstanceProfile",
    "ec2:ModifyInstanceAttribute",
    "ec2:ModifyNetworkInterfaceAttribute",
    "ec2:RevokeSecurityGroupEgress",
    "ec2:RevokeSecurityGroupIngress",
    "ec2:StopInstances",
    "iam:UpdateAccessKey",
    "lambda:PutFunctionConcurrency",
    "s3:PutAccountPublicAccessBlock",
    "s3:PutBucketPublicAccessBlock",
)
RESPONDER = OwnRole(
    "HardpanIncidentResponder",
    "SecurityAudit",
    "looks at an incident and contains it",
    "*",
    (*BEYOND_SECURITY_AUDIT, *_CONTAINING),
    "AWSDenyAll",  # https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSDenyAll.html
)
PLAN = OwnRole("HardpanPlan", "SecurityAudit", "plans for a pipeline", beyond=BEYOND_SECURITY_AUDIT)
DEPLOY = OwnRole("HardpanDeploy", "AdministratorAccess", "applies for a pipeline")
WITH_OWN_SESSIONS = (BREAK_GLASS, PLAN, DEPLOY)  # whose longest session is looked at


def trust_for(wanted: OwnRole, place: Place, planner: str | None = None) -> Document:
    """The trust policy of a role for people of the account, and for `planner`, a role of another one."""
    document = wanted.trust(place)
    return document | {"Statement": [*document["Statement"], letting_in(planner)]} if planner else document


def letting_in(role: str) -> Statement:
    """A statement of a trust policy that lets in one role of another account, whether or not it exists yet."""
    account = Place(str(account_of(role)), None, role.split(":")[1])
    return {
        "Sid": "PlansOfPipelines",
        "Effect": "Allow",
        "Principal": {"AWS": account.arn("iam", "root")},
        "Action": ASSUME,
        "Condition": {"ArnEquals": {"aws:PrincipalArn": role}},
    }


def found(wanted: OwnRole, roles: list[Role]) -> Role | None:
    """The role of this name; whatever its path, no other can have the name."""
    return next((role for role in roles if role.name == wanted.name), None)


def missing(wanted: OwnRole, role: Role | None) -> str:
    """How the role is said to be missing: one of another path is another role, and in the way."""
    return f"{wanted.name} exists with path {role.path}, not {wanted.path}" if role else f"{wanted.name} does not exist"


def faults(wanted: OwnRole, role: Role | None, policies: Iterable[OwnPolicy], planner: str | None = None) -> list[str]:
    """What keeps a role for people of the account from being what it should be."""
    if role is None or role.path != wanted.path:
        return [missing(wanted, role)]
    wrong = [f"{wanted.name} can be assumed {why}" for why in weaknesses(role, planner)]
    if wanted.policy_arn(role.place) not in role.attached:
        wrong.append(f"{wanted.name} does not have {wanted.policy}")
    if wanted.permissions and inline(role, policies).get(wanted.name) != wanted.permissions:
        wrong.append(f"{wanted.name} may not read what {wanted.policy} leaves out")
    return wrong


def inline(role: Role, policies: Iterable[OwnPolicy]) -> dict[str, Document]:
    """The role's inline policies by name."""
    return {policy.name: policy.document for policy in policies if policy.arn == f"{role.arn}/{policy.name}"}


def weaknesses(role: Role, planner: str | None = None, whose: Place | None = None) -> list[str]:
    """By whom the role can be assumed beside people of the account who proved to be themselves, or of that at `whose`.

    A trust policy that is narrower than Hardpan's is as good. `planner` is a role of another account that may be let
    in too.
    """
    letting = allowing(role.trust)
    if not any(allows_action(statement, ASSUME) for statement in letting):
        return ["by nobody"]
    strange = [statement for statement in letting if not (planner and lets_in_alone(statement, planner))]
    return sorted({why for statement in strange for why in _weakness(statement, whose or role.place)})


def admits(role: Role, other: str) -> bool:
    """Whether the role lets in this role of another account."""
    letting = [statement for statement in allowing(role.trust) if allows_action(statement, ASSUME)]
    return any(lets_in_alone(statement, other) for statement in letting)


def lets_in_alone(statement: Statement, role: str) -> bool:
    """Whether the statement is about this role and nobody else: by a condition, so that it need not exist, or by name.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
    """
    named = principals(statement)
    of_account = all(kind == "AWS" and account_of(name) == account_of(role) for kind, name in named)
    asked = demands(statement, "aws:PrincipalArn") or [name for _, name in named]
    return bool(named) and of_account and set(asked) == {role}


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
