"""OrganizationAccountAccessRole lets in the management account only.

Organizations puts this role into accounts that it makes: full rights, no MFA asked for. When an account leaves for
another organization, the role goes on trusting the old one; whoever has that account has this one.

Check by hand:
    aws iam get-role --role-name OrganizationAccountAccessRole --query Role.AssumeRolePolicyDocument
    aws organizations describe-organization --query Organization.MasterAccountId

Fix by hand:
    aws iam update-assume-role-policy --role-name OrganizationAccountAccessRole --policy-document file://trust.json

Edge cases:
    In an account that is in no organization the role has no purpose; whether to delete it or to keep it for an account
    of yours (exceptions.trusted_accounts in hardpan.yaml) is for a person to say, and Hardpan changes nothing. Where
    hardpan.yaml describes an organization, the account is about to manage it, and the role is for itself alone.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions, Organization, Unit
from hardpan.model import Fail, Pass, Place, Severity, Verdict, control

from ..examples import ACCESS_ROLE, MANAGEMENT, SUPPLIER, trusting
from ..facts import OrganizationAccessRole
from ..trust import manager_of, outside_accounts, trusts_only

_STANDALONE = replace(ACCESS_ROLE, management_account=None)
_OURS = replace(EXAMPLE, exceptions=Exceptions(trusted_accounts=(MANAGEMENT,)))

_ABOUT_TO_MANAGE = replace(_OURS, organization=Organization(units=(Unit(path="Security"),)))


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.org-access-role",
    passes=[ACCESS_ROLE, (_STANDALONE, _OURS)],
    fails=[
        _STANDALONE,
        replace(ACCESS_ROLE, trust=trusting(SUPPLIER)),
        replace(ACCESS_ROLE, trust=trusting("*")),
        replace(ACCESS_ROLE, trust=trusting(Place(MANAGEMENT).arn("iam", "user/root"))),
        (replace(_STANDALONE, trust=trusting("*")), _OURS),
        (_STANDALONE, _ABOUT_TO_MANAGE),
    ],
    none="there is no OrganizationAccountAccessRole",
    human=(
        "The account is in no organization, so nothing says whom the role should trust. If the account named below is "
        "not yours any more: Console > IAM > Roles > OrganizationAccountAccessRole > Delete, after making sure that "
        "you can sign in otherwise. If it is, add its number to exceptions.trusted_accounts in hardpan.yaml."
    ),
)
def organization_access_role(role: OrganizationAccessRole, want: Baseline) -> Verdict:
    others = outside_accounts(role.trust, role.place.account)
    manager = manager_of(role, want)
    if manager is not None and trusts_only(role.trust, manager):
        return Pass(f"it trusts the management account {manager} alone")
    if manager is not None:
        return Fail(f"it does not trust the management account {manager} alone")
    if others and set(others) <= set(want.exceptions.trusted_accounts):
        return Pass(f"it trusts {', '.join(others)}, excepted in hardpan.yaml")
    return Fail(f"the account is in no organization, and the role lets in {', '.join(others) or 'the account itself'}")
