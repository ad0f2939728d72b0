"""No IAM user has a long-term credential for a single service.

Git passwords of CodeCommit, database passwords of Keyspaces and API keys of Bedrock are passwords in a file, known to
no list of access keys. All of these services take short-lived credentials as well.

Check by hand:
    aws iam list-service-specific-credentials --all-users

Fix by hand:
    aws iam update-service-specific-credential --user-name USER --service-specific-credential-id CREDENTIAL_ID --status Inactive
    aws iam delete-service-specific-credential --user-name USER --service-specific-credential-id CREDENTIAL_ID

Edge cases:
    A long-term Bedrock API key brings an IAM user of its own, named BedrockAPIKey-... . Credentials of users that
    exceptions.iam_users in hardpan.yaml names may stay.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_service-specific-creds.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import EXAMPLE, Baseline, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import SERVICE_CREDENTIAL
from ..exceptions import excepted_user
from ..facts import ServiceCredential

_ACTIVE = replace(SERVICE_CREDENTIAL, active=True)


@control(
    section="iam",
    severity=Severity.MEDIUM,
    catalogue="iam.service-credentials",
    passes=[SERVICE_CREDENTIAL, (_ACTIVE, replace(EXAMPLE, exceptions=Exceptions(iam_users=("ali*",))))],
    fails=[_ACTIVE],
    none="no IAM user has a credential for a single service",
)
def no_service_credentials(credential: ServiceCredential, want: Baseline) -> Verdict:
    if not credential.active:
        return Pass(f"the credential of {credential.user} for {credential.service} is inactive")
    if excepted_user(credential.user, want):
        return Pass(f"{credential.user} is excepted in hardpan.yaml")
    return Fail(f"{credential.user} has an active credential for {credential.service}")
