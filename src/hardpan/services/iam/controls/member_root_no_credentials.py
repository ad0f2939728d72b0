"""The root user of a member account has nothing to sign in with.

A root user can do what no policy of its own account forbids. In a member of an organization nobody needs it: what only
root can do is done from the management account, for a quarter of an hour and for one task (sts:AssumeRoot). A password
that does not exist cannot be guessed, nor reset by whoever reads the mailbox.

Check by hand:
    aws iam get-account-summary --query 'SummaryMap.[AccountPasswordPresent,AccountAccessKeysPresent,AccountSigningCertificatesPresent,AccountMFAEnabled]'

Fix by hand:
    aws sts assume-root --region REGION --target-principal MEMBER --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials
    aws iam list-access-keys
    aws iam delete-access-key --access-key-id KEY_ID
    aws iam list-signing-certificates
    aws iam delete-signing-certificate --certificate-id CERTIFICATE_ID
    aws iam delete-login-profile
    aws iam list-mfa-devices
    aws iam deactivate-mfa-device --serial-number SERIAL_NUMBER

    The first with the management account's credentials, or those of who administers IAM for the organization; never
    as a root user, which AWS refuses. The others with the credentials that it answers, without a user's name.

Edge cases:
    Central root access comes first (organizations.central_root_access): while it is off, AWS begins no such session.
    Hardpan looks at the credentials in one when it plans, and deletes them only with your consent
    (iam.member_root_credentials). Where the same plan makes root access central, EACH_ACCESS_KEY_OF_ROOT in it stands
    for what can be seen only then. From then on nobody can sign in as that root user, until
    `aws iam create-login-profile` in a session of IAMCreateRootUserPassword lets its password be set by e-mail again.
    Find out first what still uses an access key of root's: it stops. Accounts that the organization makes once root
    access is central have no password to begin with. Where the summary does not tell of a password, there is taken to
    be one. The management account's root user stays as it is.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.services.organizations.facts import Membership
from hardpan.snapshot import Snapshot

from ..examples import HERE, MANAGER, MEMBER, SUMMARY
from ..facts import AccountSummary

_NOTHING = replace(SUMMARY, root_has_password=False, root_has_mfa=False)
_IN_NONE = Membership(place=HERE, organization=None, management_account=None, feature_set=None)


@control(
    section="root-user",
    severity=Severity.CRITICAL,
    catalogue="root.member.no-credentials",
    joins=[Membership],
    passes=[(_NOTHING, MEMBER)],
    fails=[
        (SUMMARY, MEMBER),
        (replace(_NOTHING, root_has_mfa=True), MEMBER),
        (replace(_NOTHING, root_has_access_keys=True), MEMBER),
        (replace(_NOTHING, root_has_certificates=True), MEMBER),
    ],
    not_applicable=[(SUMMARY, MANAGER), (SUMMARY, _IN_NONE)],
    human=(
        "With credentials of the management account, and central root access on: hardpan plan --account MEMBER "
        "--consent iam.member_root_credentials. Find out first what still uses an access key of this root user; it "
        "stops. Keep root's e-mail address within reach: it is how the password comes back."
    ),
)
def member_root_no_credentials(account: AccountSummary, snapshot: Snapshot) -> Verdict:
    (membership,) = snapshot.at(Membership, account.place)
    if membership.management_account in (None, account.place.account):
        return NotApplicable("the account is no member of an organization")
    has = {
        "a password": account.root_has_password,
        "access keys": account.root_has_access_keys,
        "signing certificates": account.root_has_certificates,
        "MFA devices": account.root_has_mfa,
    }
    held = [name for name, there in has.items() if there]
    return Fail(f"its root user has {', '.join(held)}") if held else Pass("its root user has nothing to sign in with")
