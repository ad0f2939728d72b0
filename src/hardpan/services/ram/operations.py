"""What to change so that resources are shared within the organization, and with nobody unknown."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..organizations.facts import Membership, TrustedServices
from ..organizations.layout import governed
from .facts import RAM, ResourceShare
from .wanted import is_inside, trusted

_OUT = "ram.remove_strangers"


@operation(
    satisfies=["ram.shares_known"],
    facts=[ResourceShare],
    writes=["ram:DisassociateResourceShare", "ram:AssociateResourceShare"],
    consent="accounts that are not known lose what was shared with them",
)
def remove_strangers(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Accounts that nobody knows are taken out of shares."""
    for share in have.all(ResourceShare):
        if strangers := share.strangers(trusted(want)):
            named = {"resourceShareArn": share.arn, "principals": strangers}
            yield Step(
                key=_key(share),
                place=share.place,
                write=Write("ram", "DisassociateResourceShare", **named),
                because=f"{share.name} is shared with accounts that are not known",
                resource=share.arn,
                before=f"shared with {', '.join(strangers)}",
                after="not shared with them",
                undo=(Write("ram", "AssociateResourceShare", **named),),
                undo_note="they are invited, and have to accept anew",
                risk=Risk.DISRUPTIVE,
            )


@operation(
    satisfies=["ram.shares_closed", "ram.shares_known"],
    facts=[ResourceShare, Membership],
    writes=["ram:UpdateResourceShare"],
    after=["ram.remove_strangers"],
)
def shares_closed(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Shares of an organization's account that nobody outside is part of, or will be after this plan."""
    agreed = want.consents_to(_OUT)
    for share in have.all(ResourceShare):
        left = set(share.outsiders) - set(share.strangers(trusted(want)) if agreed else ())
        if share.open and not left and is_inside(share, have, want):
            yield Step(
                key=step_key(f"ram.shares_closed/update:{share.arn.rpartition('/')[2]}", share.place),
                place=share.place,
                write=_opened(share, False),
                because=f"{share.name} could be given to any account",
                controls=("ram.shares_closed", *(("ram.shares_known",) if share.outsiders else ())),
                resource=share.arn,
                before="any account",
                after="accounts of the organization",
                needs=frozenset({_key(share)}) if share.outsiders else frozenset(),
                undo=(_opened(share, True),),
                # Whoever was taken out a moment ago may still be on the way out.
                not_yet=(NotYet("OperationNotPermittedException", seconds=60),) if share.outsiders else (),
            )


@operation(
    satisfies=["ram.organization_sharing"],
    facts=[Membership, TrustedServices],
    writes=["ram:EnableSharingWithAwsOrganization", "organizations:DisableAWSServiceAccess"],
    after=["organizations.organization"],
    permissions=["iam:CreateServiceLinkedRole", "organizations:EnableAWSServiceAccess"],
)
def organization_sharing(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Accounts of the organization share without invitations. Whether they share anything is theirs to decide."""
    for here in governed(want, have):
        if RAM not in here.trusted:
            yield Step(
                key=step_key("ram.organization_sharing/enable", here.place),
                place=here.place,
                write=Write("ram", "EnableSharingWithAwsOrganization"),
                because="accounts of the organization can share only as with strangers",
                resource=RAM,
                before="not trusted",
                after="trusted",
                needs=here.needs,
                undo=(Write("organizations", "DisableAWSServiceAccess", ServicePrincipal=RAM),),
                # An organization made a moment ago is not known to RAM at once.
                not_yet=(NotYet("OperationNotPermittedException", seconds=60),),
            )


def _key(share: ResourceShare) -> str:
    return step_key(f"{_OUT}/disassociate:{share.arn.rpartition('/')[2]}", share.place)


def _opened(share: ResourceShare, external: bool) -> Write:
    return Write("ram", "UpdateResourceShare", resourceShareArn=share.arn, allowExternalPrincipals=external)
