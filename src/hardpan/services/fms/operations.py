"""What to change so that one account sees to firewalls of all."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Read, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..organizations.facts import Member, Membership
from ..organizations.layout import account_key, governed, numbers
from .facts import READY, Administrator

_SETTLES = 600  # seconds


@operation(
    satisfies=["fms.administrator"],
    facts=[Membership, Member, Administrator],
    writes=["fms:AssociateAdminAccount"],
    after=["organizations.organization", "organizations.accounts"],
    permissions=[
        "iam:CreateServiceLinkedRole",
        "organizations:EnableAWSServiceAccess",
        "organizations:RegisterDelegatedAdministrator",
    ],
    asked_by=["organization.security_tooling"],
)
def administrator(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The account for security tooling. Firewall Manager lets itself into the organization with it.

    An administrator that is somebody else is left alone.
    https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_AssociateAdminAccount.html
    """
    tooling = want.organization.security_tooling
    for here in governed(want, have) if tooling else ():
        assert tooling
        if any(one.account for one in have.at(Administrator, here.place)):
            continue
        place, number = here.place.at(here.place.global_region), numbers(want, have)[tooling]
        yield Step(
            key=step_key("fms.administrator/associate", place),
            place=place,
            write=Write("fms", "AssociateAdminAccount", AdminAccount=number),
            because="nobody administers Firewall Manager",
            before="no administrator",
            after=f"administered from {tooling}",
            needs=here.needs | {account_key(tooling, here.place)},
            undo=None,
            undo_note=f"only {tooling} itself can give the part up: aws fms disassociate-admin-account, in us-east-1",
            settled=Settled(Read("fms", "GetAdminAccount"), "RoleStatus", READY, seconds=_SETTLES),
            # An organization or account made a moment ago is not known to it at once.
            not_yet=(NotYet("InvalidOperationException", seconds=120),),
        )
