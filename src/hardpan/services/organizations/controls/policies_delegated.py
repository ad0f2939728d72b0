"""Policies of the organization are managed from the account for security tooling.

Guardrails change every week where many teams work, and each change that needs the management account brings somebody
there, where no guardrail binds them. The organization's resource policy lets one member make, change, attach and detach
policies of the types that are used, and nothing else.

Check by hand:
    aws organizations describe-resource-policy

Fix by hand:
    aws organizations put-resource-policy --content file://delegation.json

Edge cases:
    There is one resource policy: what others said in it is kept, and whom they let in is a finding. Whoever is
    administrator in that account can take guardrails off any account, their own included, but neither delete a policy
    nor turn a type off: let few in. Tags can be given only when the policy is put for the first time: Hardpan gives
    none. The profiles personal and team do not ask: there few change policies, and seldom.

Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
"""

from __future__ import annotations

import json
from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Fail, NotApplicable, Pass, Severity, Verdict, control
from hardpan.snapshot import Snapshot

from ..delegation_policy import lacks, merged, others, wanted
from ..examples import (
    AS_DESCRIBED,
    AS_MEMBER,
    BILLING_ONLY,
    DESCRIBED,
    HERE,
    IN_NONE,
    LOGS,
    MEMBERSHIP,
    ROOT,
    SHOP,
)
from ..facts import Member, Membership, ResourcePolicy
from ..layout import Governed, there
from ..standing import FEATURES_FIRST, unavailable
from ..wanted import kinds

_ENTERPRISE = replace(DESCRIBED, profile="enterprise")
_OURS = wanted(LOGS.id, kinds("enterprise"), Governed(_ENTERPRISE, Snapshot.of(MEMBERSHIP, ROOT), MEMBERSHIP))
_NONE = ResourcePolicy(place=HERE, content=None)
_POLICY = ResourcePolicy(place=HERE, content=merged(None, _OURS))
_NARROWER = ResourcePolicy(place=HERE, content=merged(None, _OURS[:2]))
_LOOKS = {**_OURS[0], "Sid": "Theirs", "Principal": {"AWS": SHOP.id}}
_WITH_ANOTHER = ResourcePolicy(place=HERE, content=merged(json.dumps({"Statement": [_LOOKS]}), _OURS))
_DENIED = {**_LOOKS, "Effect": "Deny"}
_WITH_A_DENIAL = ResourcePolicy(place=HERE, content=merged(json.dumps({"Statement": _DENIED}), _OURS))


@control(
    section="account-architecture",
    severity=Severity.LOW,
    catalogue="org.delegation.policies",
    profile="enterprise",
    joins=[Member, ResourcePolicy],
    passes=[
        (MEMBERSHIP, *AS_DESCRIBED, _POLICY, _ENTERPRISE),
        (MEMBERSHIP, *AS_DESCRIBED, _WITH_A_DENIAL, _ENTERPRISE),
    ],
    fails=[
        (MEMBERSHIP, *AS_DESCRIBED, _NONE, _ENTERPRISE),
        (MEMBERSHIP, *AS_DESCRIBED, _NARROWER, _ENTERPRISE),
        (MEMBERSHIP, *AS_DESCRIBED, _WITH_ANOTHER, _ENTERPRISE),
        (MEMBERSHIP, _POLICY, _ENTERPRISE),
        (BILLING_ONLY, _ENTERPRISE),
        (IN_NONE, _ENTERPRISE),
    ],
    not_applicable=[(IN_NONE,), (AS_MEMBER, _ENTERPRISE), (MEMBERSHIP, *AS_DESCRIBED)],
    human=(
        "Where the message says whom else the resource policy lets do what: aws organizations "
        "describe-resource-policy, take out the statement if nobody needs it any more, and put the rest with aws "
        "organizations put-resource-policy --content file://delegation.json. " + FEATURES_FIRST
    ),
)
def policies_delegated(account: Membership, snapshot: Snapshot, want: Baseline) -> Verdict:
    if verdict := unavailable(account, want):
        return verdict
    tooling = next((one for one in want.organization.accounts if one.name == want.organization.security_tooling), None)
    if tooling is None:
        return NotApplicable("hardpan.yaml names no account for security tooling")
    meant = there(tooling, list(snapshot.at(Member, account.place)))
    if meant is None:
        return Fail(f"account {tooling.name} is not there")
    (found,) = snapshot.at(ResourcePolicy, account.place)
    if lacks(found.content, wanted(meant.id, kinds(want.profile), Governed(want, snapshot, account))):
        said = "lets it do less or more" if found.content else "is not there"
        return Fail(f"{tooling.name} ({meant.id}) does not manage policies: the resource policy {said}")
    if strangers := others(found.content, meant.id):
        return Fail(f"the resource policy also lets {'; '.join(strangers)}")
    return Pass(f"{tooling.name} ({meant.id}) manages policies of {len(kinds(want.profile))} types")
