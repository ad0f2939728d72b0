"""Which account an operation of Account Management is about: the caller's own, or the member it names.

https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-api-modes-of-operation.html
"""

from __future__ import annotations

from .. import organization
from ..registry import AwsError, Call

SERVICE = "account.amazonaws.com"
STANDALONE = "The management account can only be managed using the standalone context from the management account."


def about(call: Call) -> Call:
    """The call as if made in the account it is about. Raises AwsError where the caller may not name that account."""
    named: str | None = call.parameters.get("AccountId")
    if not named:
        return call
    found = organization.of(call.account, call.partition)
    if found is None:
        raise _denied(call, "The account is not a member of an organization.")
    if not found.has_all_features:
        raise _denied(call, "Your organization must first enable all features.")
    if not found.is_trusted(SERVICE):
        raise _denied(
            call, f"Your organization must first enable trusted access with AWS Account Management ({SERVICE})."
        )
    if not found.administers(call.account, SERVICE):
        raise _denied(call, "The caller is neither the management account nor a delegated administrator.")
    if named == found.management:
        raise _denied(call, STANDALONE)
    if named not in found.members:
        raise _denied(call, "The specified account is not a member of the organization.")
    # What is known of a closed account can still be read: https://github.com/turbot/steampipe-plugin-aws/issues/1309
    if found.members[named].state != "ACTIVE" and not call.operation.startswith(("Get", "List")):
        raise _denied(call, "The specified account is closed.")
    return call.elsewhere(named)


def _denied(call: Call, why: str) -> AwsError:
    return AwsError(
        "AccessDeniedException",
        f"User: {call.principal} is not authorized to perform: account:{call.operation} ({why})",
    )
