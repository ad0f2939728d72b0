"""Every OpenID Connect provider is one that is meant to be there.

A provider is a stranger whose signature the account takes for a proof of identity. One that an intruder added is a back
door that survives every change of passwords and keys.

Check by hand:
    aws iam list-open-id-connect-providers

Fix by hand:
    aws iam delete-open-id-connect-provider --open-id-connect-provider-arn PROVIDER_ARN

Edge cases:
    GitHub's is expected until exceptions.oidc_issuers in hardpan.yaml says otherwise, and so is ci.provider;
    add the others that you use, as oidc.eks.REGION.amazonaws.com/id/* for your clusters. Roles that trust a provider
    stop working when it is deleted.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
"""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

from hardpan.config import EXAMPLE, Baseline, Ci, Exceptions
from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import GITHUB_PROVIDER, HERE
from ..facts import OidcProvider

_CLUSTER = replace(GITHUB_PROVIDER, arn=HERE.arn("iam", "oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0A1B2C3D"))

_PIPELINES = replace(EXAMPLE, exceptions=Exceptions(oidc_issuers=()))


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.oidc.conditions",
    passes=[
        GITHUB_PROVIDER,
        (_CLUSTER, replace(EXAMPLE, exceptions=Exceptions(oidc_issuers=("oidc.eks.*.amazonaws.com/id/*",)))),
        (GITHUB_PROVIDER, _PIPELINES),
    ],
    fails=[
        _CLUSTER,
        (_CLUSTER, _PIPELINES),
        (GITHUB_PROVIDER, replace(_PIPELINES, ci=Ci())),
    ],
    none="there is no OpenID Connect provider",
    human=(
        "Find out what the provider named below is for: Console > IAM > Roles, search for the issuer under Trusted "
        "entities. If you use it, add the issuer to exceptions.oidc_issuers in hardpan.yaml. If not: Console > IAM > "
        "Identity providers > the name > Delete, and look in CloudTrail for who made it (CreateOpenIDConnectProvider) "
        "and what it was used for (AssumeRoleWithWebIdentity)."
    ),
)
def known_identity_providers(provider: OidcProvider, want: Baseline) -> Verdict:
    if want.ci.described and provider.issuer == want.ci.issuer:
        return Pass(f"{provider.issuer} is the provider of ci in hardpan.yaml")
    if any(fnmatchcase(str(provider.issuer), pattern) for pattern in want.exceptions.oidc_issuers):
        return Pass(f"{provider.issuer} is listed in hardpan.yaml, or expected by default")
    return Fail(f"tokens of {provider.issuer} are trusted, which hardpan.yaml does not list")
