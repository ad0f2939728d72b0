"""Organizations, as an account sees it that is in none.

API reference: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
"""

from __future__ import annotations

from moto.backends import get_backend

from ..registry import AwsError, Call, guard

NEED_AN_ORGANIZATION = (
    "DescribeOrganization",
    "DescribePolicy",
    "ListAccounts",
    "ListAWSServiceAccessForOrganization",
    "ListDelegatedAdministrators",
    "ListPolicies",
    "ListRoots",
)


@guard("organizations", *NEED_AN_ORGANIZATION)
def refuse_without_an_organization(call: Call) -> None:
    if not get_backend("organizations")[call.account][call.partition].org:
        raise AwsError("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
