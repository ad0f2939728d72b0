"""Roles let in known accounts only.

Whoever a role's trust policy names can become the role. A vendor of years ago, an account of a former colleague, or
"*", which is every account there is, gets in without any password of yours.

Check by hand:
    aws iam list-roles --query 'Roles[].[RoleName,AssumeRolePolicyDocument]'

Fix by hand:
    aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument
    aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json

Edge cases:
    Accounts of yours go to exceptions.trusted_accounts in hardpan.yaml, vendors to exceptions.third_party_accounts;
    a vendor's role has to ask for sts:ExternalId, or another customer of the vendor may get in by your role's name.
    "*" fails whatever the conditions: name the accounts. Services and identity providers are not asked about here, and
    OrganizationAccountAccessRole is iam.organization_access_role's. Whom those of
    Hardpan's own roles trust that hardpan.yaml asks for, as HardpanBreakGlass, their own controls look at.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, NotApplicable, Pass, Place, Severity, Verdict, control

from ..examples import (
    APPLY_ROLE,
    AUDIT_ROLE,
    BREAK_GLASS_ROLE,
    HERE,
    ROLE,
    SUPPLIER,
    WITHOUT_BREAK_GLASS,
    WITHOUT_CI,
    trusting,
)
from ..facts import ORGANIZATION_ACCESS, Role
from ..own_roles import BREAK_GLASS
from ..standing import judging
from ..trust import outside_accounts, strangers

_VENDOR = replace(EXAMPLE, exceptions=Exceptions(third_party_accounts=(SUPPLIER,)))
_OURS = replace(EXAMPLE, exceptions=Exceptions(trusted_accounts=(SUPPLIER,)))
_LETS_SUPPLIER_IN = replace(ROLE, trust=trusting(SUPPLIER))
_ASKS = replace(ROLE, trust=trusting(SUPPLIER, StringEquals={"sts:ExternalId": "7c9e6679"}))


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.trust.external",
    passes=[
        ROLE,
        APPLY_ROLE,
        replace(ROLE, trust=trusting("AIDACKCEVSQ6C2EXAMPLE")),
        (_LETS_SUPPLIER_IN, _OURS),
        (_ASKS, _VENDOR),
    ],
    fails=[
        replace(ROLE, trust=trusting("*")),
        replace(ROLE, trust=trusting("*", StringEquals={"aws:PrincipalOrgID": "o-a1b2c3d4e5"})),
        replace(ROLE, trust=trusting(Place(SUPPLIER).arn("iam", "role/them"))),
        _ASKS,
        (replace(BREAK_GLASS_ROLE, trust=trusting(SUPPLIER)), WITHOUT_BREAK_GLASS),
        (replace(AUDIT_ROLE, trust=trusting(SUPPLIER)), WITHOUT_CI),
        replace(BREAK_GLASS_ROLE, arn=HERE.arn("iam", f"role/{BREAK_GLASS.name}"), trust=trusting(SUPPLIER)),
        (_LETS_SUPPLIER_IN, _VENDOR),
        (replace(ROLE, trust=trusting(SUPPLIER, StringLike={"sts:ExternalId": "*"})), _VENDOR),
        (replace(ROLE, trust=trusting(SUPPLIER, StringEqualsIfExists={"sts:ExternalId": "7c9e6679"})), _VENDOR),
    ],
    not_applicable=[
        replace(ROLE, name=ORGANIZATION_ACCESS, trust=trusting(SUPPLIER)),
        BREAK_GLASS_ROLE,
        AUDIT_ROLE,
    ],
    none="there is no role but those of AWS's services",
    human=(
        "For each role named below: Console > IAM > Roles > the name > Last activity tells whether it is used (if "
        "not, delete it). If it is, and the account is yours, add its number to exceptions.trusted_accounts in "
        "hardpan.yaml; a vendor's to exceptions.third_party_accounts, and under Trust relationships > Edit trust "
        "policy name the vendor's account in place of *, with the condition StringEquals sts:ExternalId and the "
        "value that the vendor gives you."
    ),
)
def trust_known_accounts(role: Role, want: Baseline) -> Verdict:
    if role.name == ORGANIZATION_ACCESS:
        return NotApplicable("iam.organization_access_role asks about this role")
    if asked := judging(str(role.arn), role.place, want):
        return NotApplicable(f"{asked} asks about this role")
    wrong = strangers(role, want)
    if wrong:
        return Fail(f"{role.name}: {'; '.join(wrong)}")
    others = outside_accounts(role.trust, role.place.account)
    if others:
        return Pass(f"{role.name} trusts {', '.join(others)}, excepted in hardpan.yaml")
    return Pass(f"{role.name} trusts no other account")
