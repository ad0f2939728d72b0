"""A role stands ready to contain incidents, for people of the account for security tooling.

When an account is broken into there is no time to invent a role, and the account's own people may be the intruder. The
role looks at everything, isolates, stops and copies machines, and shuts out users and roles by AWS's policy AWSDenyAll;
it makes nobody more powerful. A unit in quarantine lets it in.

Check by hand:
    aws iam get-role --role-name HardpanIncidentResponder --query 'Role.[Path,AssumeRolePolicyDocument]'
    aws iam get-role-policy --role-name HardpanIncidentResponder --policy-name HardpanIncidentResponder
    aws iam list-attached-role-policies --role-name HardpanIncidentResponder

Fix by hand:
    aws iam create-role --role-name HardpanIncidentResponder --path /hardpan/ --assume-role-policy-document file://trust.json
    aws iam attach-role-policy --role-name HardpanIncidentResponder --policy-arn arn:aws:iam::aws:policy/SecurityAudit
    aws iam put-role-policy --role-name HardpanIncidentResponder --policy-name HardpanIncidentResponder --policy-document file://contain.json

    `hardpan plan --output aws-cli` prints the policies.

Edge cases:
    Without organization.security_tooling in hardpan.yaml, and in the management account, it is for the account's own
    people. They come with MFA, or through Identity Center, and need sts:AssumeRole on the role. To revoke the sessions
    of a role attach AWSDenyAll to it: that holds for sessions that have begun. Try it in an exercise
    (security_ir.exercise_attested). A narrower trust policy passes.

Source: https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_incident_response_pre_provision_access.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, Pass, Place, Severity, Verdict, control
from hardpan.services.organizations.examples import DESCRIBED, LOGS
from hardpan.services.organizations.facts import Membership
from hardpan.snapshot import Snapshot

from ..examples import ACCOUNT, MANAGER, MEMBER, SUPPLIER, document, made, own_policy, trusting
from ..facts import OwnPolicy, Role
from ..own_roles import RESPONDER, found
from ..responder import faults
from ..standing import responders

_OWN = made(RESPONDER)
_POLICY = own_policy(_OWN, RESPONDER.permissions)
_FROM_TOOLING = replace(_OWN, trust=RESPONDER.trust(Place(LOGS.id)))
_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


@control(
    section="incident-response",
    severity=Severity.HIGH,
    catalogue="ir.responder-role",
    profile="team",
    joins=[Role, OwnPolicy, Membership],
    passes=[
        (ACCOUNT, _OWN, _POLICY),
        (ACCOUNT, _OWN, _POLICY, MANAGER, DESCRIBED),
        (ACCOUNT, _FROM_TOOLING, _POLICY, MEMBER, DESCRIBED),
        (ACCOUNT, replace(_OWN, trust=trusting(LOGS.id, **_MFA)), _POLICY, MEMBER, DESCRIBED),
    ],
    fails=[
        (ACCOUNT,),
        (ACCOUNT, _OWN),
        (ACCOUNT, replace(_OWN, path="/"), _POLICY),
        (ACCOUNT, replace(_OWN, attached=()), _POLICY),
        (ACCOUNT, replace(_OWN, trust=trusting(SUPPLIER, **_MFA)), _POLICY),
        (ACCOUNT, _FROM_TOOLING, _POLICY, MANAGER, DESCRIBED),
        (ACCOUNT, replace(_OWN, trust=trusting(LOGS.id)), _POLICY, MEMBER, DESCRIBED),
        (ACCOUNT, replace(_OWN, trust=trusting("*", **_MFA)), _POLICY, MEMBER, DESCRIBED),
        (
            ACCOUNT,
            replace(_OWN, trust=document(*_FROM_TOOLING.trust["Statement"], *trusting(SUPPLIER, **_MFA)["Statement"])),
            _POLICY,
            MEMBER,
            DESCRIBED,
        ),
    ],
    human=(
        "A role HardpanIncidentResponder exists with another path than /hardpan/, and a path cannot be changed. Find "
        "out who made it and for what, delete it (Console > IAM > Roles > the name > Delete), then plan again."
    ),
)
def responder_role(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    role = found(RESPONDER, list(snapshot.all(Role, account=account.id)))
    whose = responders(account.place, snapshot, want)
    if wrong := faults(role, snapshot.at(OwnPolicy, account.place), whose):
        return Fail("; ".join(wrong))
    return Pass(f"{RESPONDER.name} is for people of {whose.account if whose else 'one account'}")
