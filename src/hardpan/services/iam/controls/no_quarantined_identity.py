"""AWS has quarantined no user, group or role.

When AWS finds an access key in public, it attaches a policy that forbids some of what thieves do first, and opens a
support case. The policy limits the damage, it does not end it: the key works on.

Check by hand:
    aws iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2
    aws iam list-entities-for-policy --policy-arn arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3

Fix by hand:
    aws iam update-access-key --user-name USER --access-key-id KEY_ID --status Inactive
    aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=KEY_ID
    aws iam delete-access-key --user-name USER --access-key-id KEY_ID
    aws iam detach-user-policy --user-name USER --policy-arn arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2

Edge cases:
    Detach the policy last. Whatever the key could reach has to be taken for known: passwords and keys it could read,
    and users, keys and roles that a thief may have made since. events.quarantine_alert tells of the next one.

Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Account, Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import ACCOUNT, ALICE, ATTACHMENT, HERE
from ..facts import QUARANTINES, Attachment, managed_policy


@control(
    section="incident-response",
    severity=Severity.CRITICAL,
    catalogue="ir.quarantine-policy",
    joins=[Attachment],
    passes=[(ACCOUNT,), (ACCOUNT, ATTACHMENT)],
    fails=[(ACCOUNT, replace(ATTACHMENT, policy=managed_policy(HERE, name), who=ALICE)) for name in QUARANTINES],
    human=(
        "Now: Console > IAM > Users > the name > Security credentials > Access keys > Actions > Deactivate. Then "
        "Console > CloudTrail > Event history, filter by AWS access key, and look at what it did in every Region; "
        "delete what it made, and change whatever it could read. Delete the key, answer the case that AWS opened "
        "(Console > Support Center), and at last remove the policy AWSCompromisedKeyQuarantine from the user."
    ),
)
def no_quarantined_identity(account: Account, snapshot: Snapshot) -> Verdict:
    held = [str(found.who) for found in snapshot.all(Attachment, account=account.id) if found.is_quarantine]
    return Fail(f"AWS found a key of {', '.join(held)} in public") if held else Pass("nobody is quarantined")
