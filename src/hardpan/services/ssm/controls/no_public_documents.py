"""No Systems Manager document is shared with everybody.

Any AWS customer can read a public document, and learns how your machines are set up.

Check by hand:
    aws ssm list-documents --region REGION --filters Key=Owner,Values=Self
    aws ssm describe-document-permission --region REGION --name NAME --permission-type Share

Fix by hand:
    aws ssm modify-document-permission --region REGION --name NAME --permission-type Share --account-ids-to-remove all

Edge cases:
    The switch of ssm.document_sharing_blocked leaves alone what is public already.

Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.model import Fail, Pass, Severity, Verdict, control

from ..examples import DOCUMENT
from ..facts import Document


@control(
    section="infrastructure-protection",
    severity=Severity.MEDIUM,
    catalogue="infra.ssm.documents",
    passes=[DOCUMENT],
    fails=[replace(DOCUMENT, public=True)],
    none="the account has no documents of its own",
)
def no_public_documents(document: Document) -> Verdict:
    if document.public:
        return Fail(f"everybody can read the document {document.name}")
    return Pass(f"{document.name} is not public")
