"""The organization's guardrails are on its root, as they were made.

Whoever takes over a member account makes it leave, or silences what watches it, first. The guardrails of the profile
keep members from that, and nobody inside a member can lift them. One that was emptied, edited or detached looks in
many lists as if it still held: each is compared with the document that Hardpan makes.

Check by hand:
    aws organizations list-policies-for-target --target-id ROOT_ID --filter SERVICE_CONTROL_POLICY
    aws organizations describe-policy --policy-id POLICY_ID

Fix by hand:
    aws organizations create-policy --type SERVICE_CONTROL_POLICY --name hardpan-scp-deny-leave-organization --description DESCRIPTION --content file://scp.json
    aws organizations attach-policy --policy-id POLICY_ID --target-id ROOT_ID

Edge cases:
    The management account is never bound: no service or resource control policy applies to it. What it runs has no
    ceiling, so run nothing there. Declarative policies on the root, as for EC2 and S3, do hold there.
    A guardrail that needs what hardpan.yaml does not say is left out, and the message says so. Where organization.regions
    is set, scp-region-restriction is among them and closes every Region but those, the home Region and the one where
    global services answer: list there every Region in which anything runs, those enabled by default too.
    Policies of others on the root take places; where too few are left, guardrails share a policy or do not fit.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, Pass, Problem, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..examples import AS_MEMBER, BILLING_ONLY, FOREIGN, IN_NONE, MEMBERSHIP, POLICIES
from ..facts import Membership, OrganizationPolicy
from ..guardrails import faults, named
from ..standing import FEATURES_FIRST, unavailable
from ..wanted import chosen, documents, parameters

_FIRST, *_OTHERS = POLICIES
_NOTHING = '{"Version":"2012-10-17","Statement":[]}'
_CROWD = tuple(replace(FOREIGN, id=f"p-foreign{number}", name=f"ours-{number}") for number in range(9))

_IN_THE_FILE = {"allowed_regions": "organization.regions"}  # what hardpan.yaml calls it


@control(
    section="account-architecture",
    severity=Severity.CRITICAL,
    catalogue="org.scp.deny-leave",
    joins=[OrganizationPolicy],
    passes=[(MEMBERSHIP, *POLICIES), (MEMBERSHIP, FOREIGN, *POLICIES)],
    fails=[
        (MEMBERSHIP,),
        (MEMBERSHIP, *_OTHERS),
        (MEMBERSHIP, replace(_FIRST, at_root=False), *_OTHERS),
        (MEMBERSHIP, replace(_FIRST, content=_NOTHING), *_OTHERS),
        (MEMBERSHIP, replace(_FIRST, content=_OTHERS[0].content), *_OTHERS),
        (MEMBERSHIP, *_CROWD),
        (BILLING_ONLY,),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER,)],
    human=(
        "Console > AWS Organizations > Policies: where the message says that guardrails do not fit, look at what is "
        "attached to the root, detach there what no longer serves, or attach it to OUs instead, and plan again. "
        + FEATURES_FIRST
    ),
)
def root_guardrails(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account):
        return verdict
    there = list(snapshot.at(OrganizationPolicy, account.place))
    try:
        given = parameters(want, account.organization)
        wanted = documents(want, given, there)
    except Problem as problem:
        return Fail(problem.what)
    wrong = [
        f"{document.name} {fault}"
        for kind, document in wanted
        for fault in faults(document, named(document, kind, there))
    ]
    if wrong:
        return Fail("; ".join(wrong))
    _, lacking = chosen(want.profile, given)
    left_out = "".join(
        f"; {name} is left out for want of {' and '.join(_IN_THE_FILE.get(one, one) for one in needed)}"
        for name, needed in lacking.items()
    )
    return Pass(f"{len(wanted)} guardrails are on the root as they were made{left_out}")
