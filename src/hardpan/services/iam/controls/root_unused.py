"""Root has not been used for 90 days.

Few tasks need root; whoever uses it for others is one mistake from losing the account, and hides an intruder's use of
it among his own. Where nobody uses it, every use is an alarm.

Check by hand:
    aws iam generate-credential-report
    aws iam get-credential-report --query Content --output text

Fix by hand:
    Nothing takes a use back; it is forgotten after 90 days. Decode the report (base64 --decode), read the row
    <root_account>, and give the task that needed root to a role:
    aws iam list-roles --query 'Roles[].RoleName'

Edge cases:
    A new account fails for its first 90 days, since only root can set it up: waive it until a date in hardpan.yaml.
    AWS makes the report at most every four hours, so a use of this hour may be missing. Changing contacts of the
    account or closing it, and little else, needs root.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hardpan.model import Fail, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import ROOT_USE, moment
from ..facts import RootUse
from ..usage import days

_LATELY = timedelta(days=90)


@control(
    section="root-user",
    severity=Severity.HIGH,
    catalogue="root.unused",
    passes=[ROOT_USE, replace(ROOT_USE, password_last_used=None, keys_last_used=(moment(2026, 1, 1),))],
    fails=[
        replace(ROOT_USE, password_last_used=moment(2026, 10, 31)),
        replace(ROOT_USE, keys_last_used=(moment(2025, 1, 1), moment(2026, 9, 1))),
    ],
    human=(
        "Ask who used root, and for what; give that task to a role (most need no root: see "
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html). For a new account, or after a task "
        "that does need root, add a waiver of iam.root_unused to hardpan.yaml that expires in 90 days. If nobody "
        "knows of it, treat it as a break-in: change root's password, sign out its sessions, delete its keys."
    ),
)
def root_unused(root: RootUse, snapshot: Snapshot) -> Verdict:
    uses = [used for used in (root.password_last_used, *root.keys_last_used) if used is not None]
    if not uses:
        return Pass("no use of root is known")
    last = max(uses)
    if snapshot.taken - last > _LATELY:
        return Pass(f"root was last used {days(last, snapshot.taken)} days ago")
    return Fail(
        f"root used {'its password' if root.password_last_used == last else 'an access key'} on {last:%Y-%m-%d}"
    )
