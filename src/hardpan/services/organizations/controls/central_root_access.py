"""Root users of member accounts are managed centrally.

Each account has a root user that no policy of its own can limit. With central management of root credentials, accounts
that the organization makes have no root password at all, and those of the others can be deleted; with root sessions,
what only root can do is done from here, for fifteen minutes and for one task.

Check by hand:
    aws iam list-organizations-features

Fix by hand:
    aws organizations enable-aws-service-access --service-principal iam.amazonaws.com
    aws iam enable-organizations-root-credentials-management
    aws iam enable-organizations-root-sessions

Edge cases:
    The management account's own root user is not covered. Credentials that root users have already stay until somebody
    deletes them. Whoever may call sts:AssumeRoot in the management account reaches into every member: let few.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-access-management.html
"""

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_MEMBER, BILLING_ONLY, IN_NONE, MEMBERSHIP, ROOT_ACCESS
from ..facts import Membership, RootAccess
from ..standing import FEATURES_FIRST, unavailable
from ..wanted import FEATURES


@control(
    section="root-user",
    severity=Severity.CRITICAL,
    catalogue="root.central-access",
    joins=[RootAccess],
    passes=[(MEMBERSHIP, ROOT_ACCESS)],
    fails=[
        (MEMBERSHIP, replace(ROOT_ACCESS, features=())),
        (MEMBERSHIP, replace(ROOT_ACCESS, features=("RootSessions",))),
        (BILLING_ONLY, ROOT_ACCESS),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER,)],
    human=FEATURES_FIRST,
)
def central_root_access(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account, want):
        return verdict
    (access,) = snapshot.at(RootAccess, account.place)
    missing = [feature for feature in FEATURES if feature not in access.features]
    if missing:
        return Fail(f"off: {', '.join(missing)}")
    return Pass("root credentials of members are managed centrally, and root sessions are on")
