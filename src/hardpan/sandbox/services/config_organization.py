"""AWS Config's aggregators for an organization: whom they are refused.

https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationAggregator.html: the management account
enables trusted access by making one; anybody else has to be registered as a delegated administrator.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from .. import organization
from ..registry import AwsError, Call, guard
from .config_recorder import may_be_assumed

SERVICE = "config.amazonaws.com"
_ROLE = re.compile(r"arn:[a-z-]+:iam::\d{12}:role/.+")


@guard("config", "PutConfigurationAggregator")
def refuse_organization(call: Call) -> None:
    source = call.parameters.get("OrganizationAggregationSource")
    if not source:
        return
    found = organization.of(call.account, call.partition)
    if found is None:
        raise AwsError("NoAvailableOrganizationException", "The account is not in an organization.")
    if not found.has_all_features:
        raise AwsError("OrganizationAllFeaturesNotEnabledException", "The organization has not all features enabled.")
    if not found.administers(call.account, SERVICE):
        raise AwsError(
            "OrganizationAccessDeniedException",
            "This action can be only performed if you are a registered delegated administrator for AWS Config with "
            "permissions to call ListDelegatedAdministrators API.",
        )
    if not _ROLE.fullmatch(source["RoleArn"]):
        raise AwsError("InvalidRoleException", "The role ARN is not valid.")
    if not may_be_assumed(call, source["RoleArn"]):
        raise AwsError("InvalidRoleException", f"AWS Config cannot assume the role {source['RoleArn']}.")
    if not (source.get("AwsRegions") or source.get("AllAwsRegions")):
        raise AwsError("InvalidParameterValueException", "Name AwsRegions, or set AllAwsRegions.")
    if call.account == found.management:
        found.trusted.setdefault(SERVICE, datetime.now(UTC))
    elif not found.is_trusted(SERVICE):
        raise AwsError("OrganizationAccessDeniedException", "AWS Config is not trusted by the organization.")
