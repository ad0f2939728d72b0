"""Credentials that nobody uses, or that have been used for too long."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..exceptions import excepted_user
from ..facts import AccessKey, Attachment, ServiceCredential, UserCredentials
from ..usage import days, idle_keys, idle_password, is_caller, never_needed, old_keys

_STALE, _ROTATED = "iam.no_stale_credentials", "iam.access_keys_rotated"


@operation(
    satisfies=[_STALE, _ROTATED],
    facts=[UserCredentials, Attachment],
    writes=["iam:UpdateAccessKey"],
    consent="a job that runs less often than every 45 days may need one of the keys",
)
def deactivate_unused_keys(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Keys that nobody has used for 45 days, or ever, no longer work. Those Hardpan may be running with stay."""
    for user in have.all(UserCredentials):
        if is_caller(user, have):
            continue
        idle, unneeded = idle_keys(user, have.taken), never_needed(user)
        overdue = {*old_keys(user, have.taken), *unneeded}
        for key in user.active_keys:
            controls = [_STALE] * (key in idle) + [_ROTATED] * (key in overdue)
            if key in idle or key in unneeded:
                unused = "was never used" if key.last_used is None else f"was last used on {key.last_used:%Y-%m-%d}"
                yield _deactivate("deactivate_unused_keys", have, user, key, f"{key.id} {unused}", *controls)


@operation(
    satisfies=[_ROTATED],
    facts=[UserCredentials, Attachment],
    writes=["iam:UpdateAccessKey"],
    consent="whatever uses one of the keys stops until it has a new one",
)
def deactivate_old_keys(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Keys older than 90 days no longer work, though they are in use. Those Hardpan may be running with stay."""
    for user in have.all(UserCredentials):
        if is_caller(user, have):
            continue
        unused = {*idle_keys(user, have.taken), *never_needed(user)}
        for key in old_keys(user, have.taken):
            if key not in unused:
                age = f"{key.id} is {days(key.created, have.taken)} days old"
                yield _deactivate("deactivate_old_keys", have, user, key, age, _ROTATED)


@operation(
    satisfies=[_STALE],
    facts=[UserCredentials],
    writes=["iam:DeleteLoginProfile"],
    consent="a user whose password is deleted cannot sign in to the console until somebody sets a new one",
)
def delete_unused_passwords(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Users who have not signed in for 45 days have no password."""
    for user in have.all(UserCredentials):
        if not is_caller(user, have) and idle_password(user, have.taken):
            yield Step(
                key=step_key(f"iam.delete_unused_passwords/delete:{user.name}", user.place),
                place=user.place,
                write=Write("iam", "DeleteLoginProfile", UserName=user.name),
                because=f"{user.name} has not signed in for 45 days",
                resource=user.arn,
                before="can sign in to the console",
                after="no password; keys and rights as before",
                undo=None,
                undo_note=f"{user.name}'s password cannot be brought back; aws iam create-login-profile sets another",
                risk=Risk.DESTRUCTIVE,
            )


@operation(
    satisfies=["iam.no_service_credentials"],
    facts=[ServiceCredential],
    writes=["iam:UpdateServiceSpecificCredential"],
    consent="Git clients, database drivers and programs that use the credentials can no longer sign in",
)
def deactivate_service_credentials(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Passwords and API keys for single services no longer work."""
    for credential in have.all(ServiceCredential):
        if credential.active and not excepted_user(credential.user, want):
            yield Step(
                key=step_key(f"iam.deactivate_service_credentials/update:{credential.id}", credential.place),
                place=credential.place,
                write=_service_credential(credential, "Inactive"),
                because=f"{credential.user} has a long-term credential for {credential.service}",
                resource=credential.resource,
                before="active",
                after="inactive",
                undo=(_service_credential(credential, "Active"),),
                risk=Risk.DISRUPTIVE,
            )


def _deactivate(name: str, have: Snapshot, user: UserCredentials, key: AccessKey, because: str, *controls: str) -> Step:
    """A key that AWS found in public stays inactive on undo: to activate it again would be to let the finder in."""
    in_public = any(found.is_quarantine and found.who.arn == user.arn for found in have.all(Attachment))
    return Step(
        key=step_key(f"iam.{name}/update:{key.id}", user.place),
        place=user.place,
        write=_access_key(user, key, "Inactive"),
        controls=controls,
        because=f"{because}; it is {user.name}'s",
        resource=user.arn,
        before="active",
        after="inactive",
        undo=None if in_public else (_access_key(user, key, "Active"),),
        undo_note=f"{key.id} stays inactive: AWS found a key of {user.name} in public" if in_public else "",
        risk=Risk.DISRUPTIVE,
    )


def _access_key(user: UserCredentials, key: AccessKey, status: str) -> Write:
    return Write("iam", "UpdateAccessKey", UserName=user.name, AccessKeyId=key.id, Status=status)


def _service_credential(credential: ServiceCredential, status: str) -> Write:
    return Write(
        "iam",
        "UpdateServiceSpecificCredential",
        UserName=credential.user,
        ServiceSpecificCredentialId=credential.id,
        Status=status,
    )
