"""What nobody needs: expired certificates, and the policy for CloudShell."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import RESERVED, Attachment, Identity, ServerCertificate, managed_policy


@operation(
    satisfies=["iam.no_expired_certificates"],
    facts=[ServerCertificate],
    writes=["iam:DeleteServerCertificate"],
    consent="a listener or distribution that still names one of the certificates breaks, and IAM has the only copy "
    "of a private key that nobody kept",
)
def delete_expired_certificates(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Certificates that no client accepts any more are gone. AWS does not always notice that a listener uses one.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServerCertificate.html
    """
    for certificate in have.all(ServerCertificate):
        if certificate.expires < have.taken:
            yield Step(
                key=step_key(f"iam.delete_expired_certificates/delete:{certificate.name}", certificate.place),
                place=certificate.place,
                write=Write("iam", "DeleteServerCertificate", ServerCertificateName=certificate.name),
                because=f"{certificate.name} expired on {certificate.expires:%Y-%m-%d}",
                resource=certificate.arn,
                before="expired",
                after="gone",
                undo=None,
                undo_note=f"{certificate.name} has to be uploaded again: IAM never gives a private key back",
                risk=Risk.DESTRUCTIVE,
            )


@operation(
    satisfies=["iam.no_cloudshell_full_access"],
    facts=[Attachment],
    writes=[f"iam:{verb}{kind}Policy" for verb in ("Attach", "Detach") for kind in ("User", "Group", "Role")],
    consent="people who open CloudShell by this policy alone no longer can",
)
def detach_cloudshell(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Nobody has AWSCloudShellFullAccess. Roles of Identity Center are changed there, by a person."""
    for attachment in have.all(Attachment):
        who = attachment.who
        if attachment.policy == managed_policy(attachment.place, "AWSCloudShellFullAccess") and changeable(who):
            yield Step(
                key=step_key(f"iam.detach_cloudshell/detach:{who.kind}:{who.name}", attachment.place),
                place=attachment.place,
                write=_write("Detach", who, attachment.policy),
                because=f"{who} has AWSCloudShellFullAccess",
                resource=who.arn,
                before="attached",
                after="detached",
                undo=(_write("Attach", who, attachment.policy),),
                risk=Risk.DISRUPTIVE,
            )


def changeable(who: Identity) -> bool:
    """Whether IAM lets it be changed."""
    return not who.path.startswith(RESERVED)


def _write(verb: str, who: Identity, policy: str) -> Write:
    kind = who.kind.capitalize()
    named = {f"{kind}Name": who.name, "PolicyArn": policy}
    return Write("iam", f"{verb}{kind}Policy", **named)
