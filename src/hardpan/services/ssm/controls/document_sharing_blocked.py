"""No Systems Manager document can be made public.

Documents are scripts and runbooks, and often hold names of machines, addresses and now and then a password. A Region
has one switch that keeps every document of the account from being shared with everybody.

Check by hand:
    aws ssm get-service-setting --region REGION --setting-id /ssm/documents/console/public-sharing-permission

Fix by hand:
    aws ssm update-service-setting --region REGION --setting-id /ssm/documents/console/public-sharing-permission --setting-value Disable

Edge cases:
    Documents that are public already stay so: ssm.no_public_documents. Sharing with accounts by number still works.

Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import SHARING
from ..facts import DocumentSharing


@control(
    section="infrastructure-protection",
    severity=Severity.MEDIUM,
    catalogue="infra.ssm.documents",
    passes=[SHARING],
    fails=[replace(SHARING, public_sharing="Enable")],
)
def document_sharing_blocked(region: DocumentSharing) -> Verdict:
    if region.blocked:
        return Pass("documents cannot be made public")
    return Fail("documents can be made public")
