"""What members' root users can sign in with, taken away from the management account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import FactUnreadable, NotYet, Place, Risk, Step, Why, Write, each_of, operation, step_key
from hardpan.services.organizations.facts import Membership
from hardpan.services.organizations.operations.features import feature_key
from hardpan.services.organizations.wanted import FEATURES
from hardpan.snapshot import Snapshot

from ..facts import AccountSummary, RootCredentials

_NAME = "iam.member_root_credentials"
# AWS's policies for sessions of a member's root user.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
_DELETING, _GIVING_BACK = "IAMDeleteRootUserCredentials", "IAMCreateRootUserPassword"
# What there is of these is seen only in such a session.
_KEY = each_of("ACCESS_KEY_OF_ROOT")
_CERTIFICATE = each_of("SIGNING_CERTIFICATE_OF_ROOT")
_DEVICE = each_of("MFA_DEVICE_OF_ROOT")
# Central root access that was just turned on.
_NOT_YET_CENTRAL = NotYet("AccessDenied", seconds=60)
_GONE = "what is deleted does not come back: root makes another, once it can sign in again"


@operation(
    satisfies=["iam.member_root_no_credentials"],
    facts=[RootCredentials, AccountSummary, Membership],
    after=["organizations.central_root_access"],
    writes=[
        "iam:DeleteLoginProfile",
        "iam:CreateLoginProfile",
        "iam:DeleteAccessKey",
        "iam:DeleteSigningCertificate",
        "iam:DeactivateMFADevice",
    ],
    permissions=["sts:AssumeRoot"],
    consent="nobody can sign in as these accounts' root users any more until their passwords are let be set anew by "
    "e-mail, and what still uses one of their access keys stops",
)
def member_root_credentials(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """A member's root user has nothing to sign in with: each is deleted in a session of that root user.

    The password goes first, so that at no time it works without a second factor. Until root access is central no such
    session can be begun: where this plan makes it so, what the account summary tells of is planned, and each is named
    once it can be.
    """
    for root in have.all(RootCredentials):
        try:
            yield from list(_all_of(root))
        except FactUnreadable as hidden:
            if hidden.why.permission != "sts:AssumeRoot":
                raise
            yield from _unseen(have, root.place, hidden.why)


def _all_of(root: RootCredentials) -> Iterator[Step]:
    place = root.place
    if root.has_password:
        yield _deleted(
            place,
            "password",
            Write("iam", "DeleteLoginProfile"),
            before="a password",
            undo=(Write("iam", "CreateLoginProfile").as_root(_GIVING_BACK),),
            undo_note="the old password is gone: root sets another by e-mail, with Forgot password",
        )
    for key in root.access_keys:
        write = Write("iam", "DeleteAccessKey", AccessKeyId=key)
        yield _deleted(place, f"key:{key}", write, before=f"access key {key}")
    for found in root.certificates:
        write = Write("iam", "DeleteSigningCertificate", CertificateId=found)
        yield _deleted(place, f"certificate:{found}", write, before=f"signing certificate {found}")
    for serial in root.mfa_devices:
        write = Write("iam", "DeactivateMFADevice", SerialNumber=serial)
        first = [_key("password", place)]
        yield _deleted(place, f"mfa:{serial}", write, before=f"MFA device {serial}", needs=first)


def _unseen(have: Snapshot, place: Place, why: Why) -> Iterator[Step]:
    """What the account summary tells of, to be deleted once root access is central."""
    (summary,) = have.at(AccountSummary, place)
    (membership,) = have.at(Membership, place)
    if membership.management_account is None:
        return
    manager = replace(place, account=membership.management_account)
    central = {feature_key(feature, manager) for feature in FEATURES}
    told = RootCredentials(
        place=place,
        has_password=summary.root_has_password,
        access_keys=(_KEY,) if summary.root_has_access_keys else (),
        certificates=(_CERTIFICATE,) if summary.root_has_certificates else (),
        mfa_devices=(_DEVICE,) if summary.root_has_mfa else (),
    )
    for step in _all_of(told):
        yield replace(step, needs=step.needs | central, unread=why, not_yet=(_NOT_YET_CENTRAL,))


def _key(verb: str, place: Place) -> str:
    return step_key(f"{_NAME}/{verb}", place)


def _deleted(
    place: Place,
    verb: str,
    write: Write,
    *,
    before: str,
    needs: Iterable[str] = (),
    undo: tuple[Write, ...] | None = None,
    undo_note: str = _GONE,
) -> Step:
    return Step(
        key=_key(verb, place),
        place=place,
        write=write.as_root(_DELETING),
        because=f"the root user of {place.account} has {before}",
        resource=place.arn("iam", "root"),
        before=before,
        after="none",
        needs=frozenset(needs),
        undo=undo,
        undo_note=undo_note,
        risk=Risk.DESTRUCTIVE,
    )
