"""What members' root users can sign in with, taken away from the management account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hardpan.config import Baseline
from hardpan.model import Place, Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import RootCredentials

_NAME = "iam.member_root_credentials"
# AWS's policies for sessions of a member's root user.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
_DELETING, _GIVING_BACK = "IAMDeleteRootUserCredentials", "IAMCreateRootUserPassword"
_GONE = "what is deleted does not come back: root makes another, once it can sign in again"


@operation(
    satisfies=["iam.member_root_no_credentials"],
    facts=[RootCredentials],
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

    The password goes first, so that at no time it works without a second factor. Where root access is not central, no
    such session can be begun, and nothing is planned.
    """
    for root in have.all(RootCredentials):
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
