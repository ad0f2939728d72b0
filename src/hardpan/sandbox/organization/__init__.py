"""The organizations of the emulated AWS: who is in them, how they are arranged, what they trust.

What a handler of any service asks:

    found = organization.of(call.account, call.partition)     # None: the account is in no organization
    found.management, found.members, found.active()           # account ids; members by id; members that are not closed
    found.path(account)                                       # "o-.../r-.../ou-.../111122223333/"
    found.is_trusted("guardduty.amazonaws.com")               # EnableAWSServiceAccess was called
    found.delegated_administrators("guardduty.amazonaws.com") # account ids
    found.administers(call.account, "guardduty.amazonaws.com")
    with organization.one_change(call, found): ...            # while it changes the organization: others are refused

and what it may register, to be told of accounts that join:

    @organization.on_new_account
    def enable_there(found: Organization, there: Call) -> None: ...   # there.account is the newcomer

The state lives beside the emulator's own memory, so that it is reset with it.
"""

from .arrival import Hook, on_new_account
from .directory import Directory, directory, may_be_entered, of, readiness, settle
from .lane import one_change
from .model import CreateRequest, Handshake, Member, Organization, Policy, Transfer, Unit
from .pace import AT_ONCE, Pace
from .tree import tree_over

__all__ = [
    "AT_ONCE",
    "CreateRequest",
    "Directory",
    "Handshake",
    "Hook",
    "Member",
    "Organization",
    "Pace",
    "Policy",
    "Transfer",
    "Unit",
    "directory",
    "may_be_entered",
    "of",
    "on_new_account",
    "one_change",
    "readiness",
    "settle",
    "tree_over",
]
