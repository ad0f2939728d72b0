"""The account for security tooling administers CloudTrail."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...organizations.administrators import administrators_of
from ...organizations.facts import Administrator, Member, Membership, TrustedServices
from ...organizations.layout import Governed, account_key, governed, numbers
from ...organizations.operations.features import TRUSTING, trust, trust_key
from ..organization import CLOUDTRAIL
from .steps import BUSY

_NAME = "cloudtrail.administrator"
_REGISTER, _DEREGISTER = "RegisterOrganizationDelegatedAdmin", "DeregisterOrganizationDelegatedAdmin"
# An organization made a moment ago, its service-linked role, trust given a moment ago.
_NOT_YET = (
    NotYet("OrganizationsNotInUseException", seconds=60),
    NotYet("InsufficientDependencyServiceAccessPermissionException", seconds=60),
    NotYet("CloudTrailAccessNotEnabledException", seconds=120),
    NotYet("AccountNotFoundException", seconds=60),
    *BUSY,
)


@operation(
    satisfies=[_NAME],
    facts=[Membership, Member, TrustedServices, Administrator],
    writes=[*TRUSTING, f"cloudtrail:{_REGISTER}", f"cloudtrail:{_DEREGISTER}"],
    after=["organizations.accounts", "cloudtrail.organization_trail"],
    permissions=[
        "iam:CreateServiceLinkedRole",
        "iam:GetRole",
        "organizations:RegisterDelegatedAdministrator",
        "organizations:DeregisterDelegatedAdministrator",
        "organizations:ListAWSServiceAccessForOrganization",
        "organizations:ListDelegatedAdministrators",
    ],
    asked_by=["organization.security_tooling"],
)
def administrator(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """CloudTrail is given to the account for security tooling, unless an account has it already.

    By CloudTrail's own request, which makes the roles that it works with:
    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_RegisterOrganizationDelegatedAdmin.html
    """
    tooling = want.organization.security_tooling
    for here in governed(want, have) if tooling else ():
        assert tooling
        if not administrators_of(CLOUDTRAIL, have, here.place):
            if CLOUDTRAIL not in here.trusted and not want.organization.log_archive:
                yield trust(CLOUDTRAIL, here, _NAME)
            yield _registered(numbers(want, have)[tooling], tooling, here)


def _registered(number: str, name: str, here: Governed) -> Step:
    where = here.want.home(here.place)
    # Where an account keeps the logs, the organization's trail comes with trust.
    trusted_by = "cloudtrail.organization_trail" if here.want.organization.log_archive else _NAME
    return Step(
        key=step_key(f"{_NAME}/register", where),
        place=where,
        write=Write("cloudtrail", _REGISTER, MemberAccountId=number),
        because="CloudTrail is administered from the management account alone",
        after=f"administered from {name}",
        needs=frozenset({account_key(name, here.place), trust_key(CLOUDTRAIL, here.place, trusted_by)}),
        undo=(Write("cloudtrail", _DEREGISTER, DelegatedAdminAccountId=number),),
        not_yet=_NOT_YET,
    )
