"""The roles for pipelines, the provider whose tokens they take, and the way to the organization's other accounts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from hardpan.config import Baseline, Ci
from hardpan.model import NotYet, Place, Risk, Step, Write, operation, step_key
from hardpan.services.organizations.facts import Membership
from hardpan.snapshot import Snapshot

from ..ci_roles import permissions, provider_arn, trust, trust_faults, wanted
from ..documents import Document, statements
from ..facts import OidcProvider, OwnPolicy, Role, SessionLimit
from ..own_roles import AUDIT, HOUR, OwnRole, admits, found, inline, letting_in, weaknesses
from ..standing import organized, planner
from . import making

_NAME = "iam.ci_roles"
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency and
# https://github.com/hashicorp/terraform-provider-aws/issues/8905
_NO_PRINCIPAL_YET = NotYet("MalformedPolicyDocument", "invalid principal", seconds=60)


@operation(
    satisfies=["iam.ci_roles"],
    facts=[Role, OidcProvider, OwnPolicy, SessionLimit, Membership],
    writes=[
        "iam:CreateOpenIDConnectProvider",
        "iam:DeleteOpenIDConnectProvider",
        "iam:AddClientIDToOpenIDConnectProvider",
        "iam:RemoveClientIDFromOpenIDConnectProvider",
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:AttachRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePolicy",
        "iam:DeleteRolePolicy",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
    ],
    after=["iam.hardpan_roles"],
    # A new way to become administrator is never made without its owner's word.
    consent="whoever may push to what ci.apply_from names can become HardpanDeploy, an administrator, and whoever may "
    "run a workflow that ci.plan_from names reads the configuration of every account; others that these roles let in "
    "no longer get in",
    asked_by=["ci"],
)
def ci_roles(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """In the management account the provider and the roles; in the others HardpanAudit lets in who plans."""
    for account in have.accounts if want.ci.described else ():
        if there := planner(account.place, have, want):
            yield from _let_in(there, account.place, have)
        else:
            yield from _provider(want.ci, account.place, have)
            for own, subjects in wanted(want.ci):
                yield from _role(want, own, subjects, account.place, have)


def _provider(ci: Ci, place: Place, have: Snapshot) -> Iterator[Step]:
    arn = provider_arn(ci, place)
    named = {"OpenIDConnectProviderArn": arn}
    there = next((provider for provider in have.at(OidcProvider, place) if provider.arn == arn), None)
    if there is None:
        yield Step(
            key=_provider_key(place),
            place=place,
            # Without thumbprints: AWS checks certificates against its own list of authorities, or takes the thumbprint.
            # https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
            write=Write("iam", "CreateOpenIDConnectProvider", Url=f"https://{ci.issuer}", ClientIDList=[ci.audience]),
            because=f"there is no identity provider {ci.issuer}",
            resource=arn,
            after=f"tokens of {ci.issuer} for {ci.audience} can be trusted by roles that name it",
            undo=(Write("iam", "DeleteOpenIDConnectProvider", **named),),
        )
    elif ci.audience not in there.audiences:
        audience = {**named, "ClientID": ci.audience}
        yield Step(
            key=_provider_key(place),
            place=place,
            write=Write("iam", "AddClientIDToOpenIDConnectProvider", **audience),
            because=f"{ci.issuer} may not sign for {ci.audience}",
            resource=arn,
            before=", ".join(there.audiences),
            after=", ".join(sorted([*there.audiences, ci.audience])),
            undo=(Write("iam", "RemoveClientIDFromOpenIDConnectProvider", **audience),),
        )


def _role(want: Baseline, own: OwnRole, subjects: tuple[str, ...], place: Place, have: Snapshot) -> Iterator[Step]:
    """One with another path cannot be moved: a person has to decide."""
    role, document = found(own, list(have.at(Role, place))), trust(want.ci, subjects, place)
    if role is not None and role.path != own.path:
        return
    if role is None:
        made = making.created(_NAME, own, place, document, after=" and ".join(subjects))
        yield _naming_the_provider(made)
        first = made.key
    else:
        first = step_key(f"{_NAME}/trust:{own.name}", place)
        if wrong := trust_faults(want.ci, subjects, role):
            because = f"{own.name} {'; '.join(wrong)}"
            step = making.trust_set(first, role, document, because=because, after=" and ".join(subjects))
            yield _naming_the_provider(step)
        for limit in have.at(SessionLimit, place):
            if limit.name == own.name and limit.seconds > HOUR:
                yield making.shortened(_NAME, limit)
    meant = permissions(own, place, members=organized(place, have, want))
    yield from _policies(own, role, meant, place, have, frozenset({first}))


def _naming_the_provider(step: Step) -> Step:
    """Whoever was made a moment ago is no principal yet."""
    return replace(step, needs=frozenset({_provider_key(step.place)}), not_yet=(*step.not_yet, _NO_PRINCIPAL_YET))


def _policies(
    own: OwnRole, role: Role | None, meant: Document | None, place: Place, have: Snapshot, needs: frozenset[str]
) -> Iterator[Step]:
    """What the role may do: nothing is given to a role that lets in others, and what it has beyond is taken away."""
    held = inline(role, have.at(OwnPolicy, place)) if role else {}
    attached = role.attached if role else ()
    if own.policy_arn(place) not in attached:
        yield making.attached(_NAME, own, place, needs)
    if meant and held.get(own.name) != meant:
        yield making.permitted(_NAME, own, place, needs, meant, held.get(own.name))
    for arn in attached:
        if arn != own.policy_arn(place):
            policy = {"RoleName": own.name, "PolicyArn": arn}
            taken, back = Write("iam", "DetachRolePolicy", **policy), Write("iam", "AttachRolePolicy", **policy)
            yield _taken(own, place, arn.rpartition("/")[2], taken, back)
    for name, document in held.items():
        if not (meant and name == own.name):
            named = {"RoleName": own.name, "PolicyName": name}
            back = Write("iam", "PutRolePolicy", **named, PolicyDocument=json.dumps(document))
            yield _taken(own, place, name, Write("iam", "DeleteRolePolicy", **named), back)


def _taken(own: OwnRole, place: Place, policy: str, write: Write, back: Write) -> Step:
    return Step(
        key=step_key(f"{_NAME}/take:{own.name}:{write.operation}:{policy}", place),
        place=place,
        write=write,
        because=f"{own.name} has {policy} too",
        resource=own.arn(place),
        before=policy,
        after="taken away",
        undo=(back,),
        risk=Risk.DISRUPTIVE,
    )


def _let_in(there: str, place: Place, have: Snapshot) -> Iterator[Step]:
    """HardpanAudit lets in the role that plans, beside whom it lets in already.

    Where there is none, it is made so; where it lets in strangers, its trust policy is set as a whole.
    """
    role = found(AUDIT, list(have.at(Role, place)))
    if role is None or role.path != AUDIT.path or weaknesses(role, there) or admits(role, there):
        return
    yield making.trust_set(
        step_key(f"{_NAME}/trust:{AUDIT.name}", place),
        role,
        {**role.trust, "Statement": [*statements(role.trust), letting_in(there)]},
        because=f"{AUDIT.name} does not let in {there}",
        after=f"whoever it let in, and {there}",
    )


def _provider_key(place: Place) -> str:
    return step_key(f"{_NAME}/provider", place)
