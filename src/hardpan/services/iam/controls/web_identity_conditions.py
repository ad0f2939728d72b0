"""Roles for web identities say whose tokens they take.

GitHub signs tokens for every workflow of every customer. A role that trusts GitHub without asking whose workflow it is
lets all of them in; many deployments were open to the world so.

Check by hand:
    aws iam list-roles --query 'Roles[].[RoleName,AssumeRolePolicyDocument]'

Fix by hand:
    aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument
    aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json

Edge cases:
    A wildcard may stand for the branch or environment (repo:OWNER/NAME:*), not for the repository. Names of GitHub
    organizations can be taken over when they are given up; the number repository_owner_id cannot, and passes in place
    of the subject. For Amazon Cognito, which has a subject for each person, amr passes in its place. ForAllValues and
    ...IfExists hold where the claim is missing, and do not count.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import AUDIENCE, GITHUB, GITHUB_PROVIDER, HERE, WEB_IDENTITY_ROLE, federated
from ..facts import WebIdentityRole
from ..web_identity import unpinned

_SUBJECT, _OWNER = f"{GITHUB}:sub", f"{GITHUB}:repository_owner_id"
_COGNITO = "cognito-identity.amazonaws.com"


def _with(condition: dict[str, dict[str, str]], principal: str = GITHUB_PROVIDER.arn) -> WebIdentityRole:
    return replace(WEB_IDENTITY_ROLE, trust=federated(principal, condition))


@control(
    section="iam",
    severity=Severity.HIGH,
    catalogue="iam.oidc.conditions",
    passes=[
        WEB_IDENTITY_ROLE,
        _with({"StringEquals": AUDIENCE, "StringLike": {_SUBJECT: "repo:octo/app:*"}}),
        _with({"StringEquals": AUDIENCE | {_OWNER: "583231"}}),
        _with(
            {
                "StringEquals": {f"{_COGNITO}:aud": "eu-west-1:0a1b2c3d"},
                "ForAnyValue:StringLike": {f"{_COGNITO}:amr": "authenticated"},
            },
            _COGNITO,
        ),
        _with(
            {
                "StringEquals": {"app.terraform.io:aud": "aws"},
                "StringLike": {"app.terraform.io:sub": "organization:o:*"},
            },
            HERE.arn("iam", "oidc-provider/app.terraform.io"),
        ),
    ],
    fails=[
        _with({"StringEquals": AUDIENCE}),
        _with({"StringEquals": {_SUBJECT: "repo:octo/app:ref:refs/heads/main"}}),
        _with({"StringEquals": AUDIENCE, "StringLike": {_SUBJECT: "repo:octo/*"}}),
        _with({"StringEquals": AUDIENCE, "StringLike": {_SUBJECT: "*"}}),
        _with({"StringEquals": AUDIENCE, "ForAllValues:StringEquals": {_SUBJECT: "repo:octo/app:pull_request"}}),
        _with({"StringEquals": AUDIENCE, "StringNotEquals": {_SUBJECT: "repo:other/app:pull_request"}}),
    ],
    none="no role takes tokens from outside AWS",
    human=(
        "For each role named below: Console > IAM > Roles > the name > Trust relationships > Edit trust policy, and "
        "add to the statement's Condition, under StringEquals, ISSUER:aud (sts.amazonaws.com for GitHub's own action) "
        "and ISSUER:sub (repo:OWNER/NAME:ref:refs/heads/BRANCH or repo:OWNER/NAME:environment:ENVIRONMENT), then "
        "Update policy, and run the deployment once."
    ),
)
def web_identity_conditions(role: WebIdentityRole) -> Verdict:
    wrong = unpinned(role)
    return Fail(f"{role.name}: {'; '.join(wrong)}") if wrong else Pass(f"{role.name} says whose tokens it takes")
