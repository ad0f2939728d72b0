"""Which errors a collector may take for "there is none"."""

import pytest

from hardpan.model import Read

SESSION = Read("macie2", "GetMacieSession").or_none("AccessDeniedException")
BY_IAM = "User: arn:aws:iam::111122223333:user/ada is not authorized to perform: macie2:GetMacieSession"


@pytest.mark.parametrize(
    ("code", "message", "means_none"),
    [
        ("AccessDeniedException", "Macie is not enabled", True),
        ("AccessDeniedException", BY_IAM, False),
        ("AccessDeniedException", f"{BY_IAM} with an explicit deny in a service control policy", False),
        ("ThrottlingException", "Macie is not enabled", False),
    ],
)
def test_a_missing_permission_never_means_that_there_is_none(code: str, message: str, means_none: bool) -> None:
    assert SESSION.takes_for_none(code, message) is means_none
