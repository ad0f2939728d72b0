"""Trust policies, and roles that belong to a service.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html, API_UpdateAssumeRolePolicy,
API_CreateServiceLinkedRole. Names of service-linked roles:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from .. import organization
from ..registry import Answer, AwsError, Call, amend, guard
from . import documents
from .iam import malformed, read_statements
from .iam_root import iam

LINKED = {
    "access-analyzer.amazonaws.com": "AWSServiceRoleForAccessAnalyzer",
    "autoscaling.amazonaws.com": "AWSServiceRoleForAutoScaling",
    "cloudtrail.amazonaws.com": "AWSServiceRoleForCloudTrail",
    "config.amazonaws.com": "AWSServiceRoleForConfig",
    "elasticloadbalancing.amazonaws.com": "AWSServiceRoleForElasticLoadBalancing",
    "guardduty.amazonaws.com": "AWSServiceRoleForAmazonGuardDuty",
    "inspector2.amazonaws.com": "AWSServiceRoleForAmazonInspector2",
    "macie.amazonaws.com": "AWSServiceRoleForAmazonMacie",
    "malware-protection.guardduty.amazonaws.com": "AWSServiceRoleForAmazonGuardDutyMalwareProtection",
    "organizations.amazonaws.com": "AWSServiceRoleForOrganizations",
    "rds.amazonaws.com": "AWSServiceRoleForRDS",
    "securityhub.amazonaws.com": "AWSServiceRoleForSecurityHub",
    "ssm.amazonaws.com": "AWSServiceRoleForAmazonSSM",
    "sso.amazonaws.com": "AWSServiceRoleForSSO",
    "support.amazonaws.com": "AWSServiceRoleForSupport",
    "trustedadvisor.amazonaws.com": "AWSServiceRoleForTrustedAdvisor",
}
_OWN_PRINCIPAL = re.compile(r"arn:[^:]+:iam::(\d{12}):(user|role)/(?:.*/)?([^/]+)")


@guard("iam", "CreateRole", "UpdateAssumeRolePolicy")
def refuse_what_is_no_trust_policy(call: Call) -> None:
    document = call.parameters.get("AssumeRolePolicyDocument") or call.parameters.get("PolicyDocument") or ""
    for statement in read_statements(document):
        if "Resource" in statement:
            raise malformed("Has prohibited field Resource")
        if "Principal" not in statement and "NotPrincipal" not in statement:
            raise malformed("Missing required field Principal")
        if not all(action.lower().startswith(("sts:", "*")) for action in documents.as_list(statement.get("Action"))):
            raise malformed("AssumeRole policy may only specify STS AssumeRole actions.")
        for kind, named in documents.principals(statement):
            _refuse_nobody(call, kind, named)


def _refuse_nobody(call: Call, kind: str, named: str) -> None:
    """IAM keeps the unique id behind an ARN, so the user or role must exist; who other accounts have is not known.

    For some seconds after it was made it is not known everywhere: https://github.com/boto/boto3/issues/3206. That an
    identity provider is missing nobody has seen refused; that a new one may be is our own caution.
    """
    found = _OWN_PRINCIPAL.fullmatch(named)
    own = kind == "AWS" and found is not None and found[1] == call.account
    there = _made(call, named)
    takes = timedelta(seconds=organization.directory(call.partition).pace.principal)
    if (own and there is None) or (there is not None and datetime.now(UTC).replace(tzinfo=None) - there < takes):
        raise malformed(f'Invalid principal in policy: "{kind.upper()}":"{named}"')


def _made(call: Call, arn: str) -> datetime | None:
    """When the user, role or identity provider of this account was made; None where there is none."""
    every = (*iam(call).users.values(), *iam(call).get_roles(), *iam(call).open_id_providers.values())
    found: datetime | None = next((each.create_date for each in every if each.arn == arn), None)
    return found.replace(tzinfo=None) if found else None


@guard("iam", "CreateServiceLinkedRole")
def refuse_a_second_linked_role(call: Call) -> None:
    service = call.parameters["AWSServiceName"]
    if call.parameters.get("CustomSuffix"):
        return
    if any(role.path == f"/aws-service-role/{service}/" for role in iam(call).get_roles()):
        raise AwsError(
            "InvalidInput",
            f"Service role name {LINKED.get(service, service)} has been taken in this account, "
            "please try a different suffix.",
        )


@amend("iam", "CreateServiceLinkedRole")
def name_it_as_the_service_does(call: Call, answer: Answer) -> Answer:
    name = LINKED.get(call.parameters["AWSServiceName"])
    if name is not None and not call.parameters.get("CustomSuffix"):
        role = iam(call).get_role(answer["Role"]["RoleName"])
        role.name = name
        answer["Role"] |= {"RoleName": name, "Arn": role.arn}
    return answer


@guard("iam", "DeleteRole", "UpdateAssumeRolePolicy", "PutRolePolicy", "AttachRolePolicy", "DetachRolePolicy")
def refuse_to_change_a_linked_role(call: Call) -> None:
    name = call.parameters["RoleName"]
    if any(role.name == name and role.path.startswith("/aws-service-role/") for role in iam(call).get_roles()):
        raise AwsError(
            "UnmodifiableEntity",
            f"Cannot perform the operation on the protected role '{name}' - this role is only modifiable by AWS",
        )
