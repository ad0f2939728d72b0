"""The guardrails of the root: made, put right, attached, each stage after those before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hardpan.config import Baseline
from hardpan.guardrails import GUARDRAILS, STAGES, Document, PolicyType
from hardpan.model import NotYet, Place, Ref, Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..facts import Membership, OrganizationPolicy, Root
from ..guardrails import DETACHED, MISSING, faults, named
from ..proof import must_lock_out_nobody
from ..wanted import FEATURES, documents, parameters
from .features import feature_key, governed, type_key

_NAME = "organizations.root_guardrails"
# A type that somebody else has just turned on.
_TYPE_PENDING = NotYet("PolicyTypeNotEnabledException", seconds=120)
_MOST_SAID = 512  # characters of a policy's description
_STAGE_OF = {guardrail.name: rank for rank, stage in enumerate(STAGES) for guardrail in stage.guardrails}


@dataclass(frozen=True, kw_only=True)
class _Guardrail:
    """A document that is to be on the root, and the policy that is there for it."""

    document: Document
    kind: PolicyType
    policy: OrganizationPolicy | None
    root: Root

    @property
    def place(self) -> Place:
        return self.root.place

    @property
    def faults(self) -> list[str]:
        return faults(self.document, self.policy)

    @property
    def stage(self) -> int:
        """That of the last of the guardrails in it: none of them is attached before its turn."""
        return max(_STAGE_OF[name] for name in self.document.guardrails)

    def key(self, verb: str) -> str:
        return step_key(f"{_NAME}/{verb}:{self.document.name}", self.place)


@operation(
    satisfies=[_NAME],
    facts=[Membership, Root, OrganizationPolicy],
    writes=[f"organizations:{verb}Policy" for verb in ("Create", "Update", "Delete", "Attach", "Detach")],
    after=["organizations.policy_types", "organizations.central_root_access"],
    consent="a guardrail denies in every member account what somebody may be doing there today: root users working, "
    "identity providers and account settings being changed, requests without TLS, buckets and images being public; "
    "and, where organization.regions is set, everything outside those Regions",
)
def root_guardrails(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Each document that the profile has for the root exists as Hardpan makes it and is attached, stage after stage.

    Planned only if nobody is locked out whom Hardpan needs in a member account.
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_policies_attach.html
    """
    for here in governed(have):
        there = list(have.at(OrganizationPolicy, here.place))
        given = parameters(want, here.organization)
        (root,) = have.at(Root, here.place)
        every = [
            _Guardrail(document=document, kind=kind, policy=named(document, kind, there), root=root)
            for kind, document in documents(want, given, there)
        ]
        wrong = sorted((one for one in every if one.faults), key=lambda one: one.stage)
        if wrong:
            must_lock_out_nobody((one.document for one in every), given)
        for one in wrong:
            before = frozenset(other.key(_last(other)) for other in wrong if other.stage < one.stage)
            yield from _put_right(one, before | _needs(one))


def _needs(one: _Guardrail) -> frozenset[str]:
    """What has to be on first: the policy's type, and central root access before root users are denied."""
    features = FEATURES if "scp-deny-member-root-user" in one.document.guardrails else ()
    return frozenset({type_key(one.kind, one.place), *(feature_key(name, one.place) for name in features)})


def _last(one: _Guardrail) -> str:
    """What its last step does."""
    return "attach" if {MISSING, DETACHED} & set(one.faults) else "update"


def _put_right(one: _Guardrail, needs: frozenset[str]) -> Iterator[Step]:
    first: str | None = None
    if one.policy is None:
        first = one.key("create")
        yield _create(one)
    elif set(one.faults) - {DETACHED}:
        first = one.key("update")
        yield _update(one, one.policy, needs)
    if _last(one) == "attach":
        yield _attach(one, needs | ({first} if first else set()))


def _create(one: _Guardrail) -> Step:
    prevented = " ".join(GUARDRAILS[name].prevents for name in one.document.guardrails)
    return Step(
        key=one.key("create"),
        place=one.place,
        write=Write(
            "organizations",
            "CreatePolicy",
            Type=one.kind,
            Name=one.document.name,
            Description=f"Hardpan: keeps from happening: {prevented}"[:_MOST_SAID],
            Content=one.document.text,
        ),
        because=f"{one.document.name} {MISSING}",
        after=f"{one.kind} with {', '.join(one.document.guardrails)}",
        undo=(Write("organizations", "DeletePolicy", PolicyId=_id(one)),),
    )


def _update(one: _Guardrail, policy: OrganizationPolicy, needs: frozenset[str]) -> Step:
    return Step(
        key=one.key("update"),
        place=one.place,
        write=Write("organizations", "UpdatePolicy", PolicyId=policy.id, Content=one.document.text),
        because=f"{one.document.name} {one.faults[0]}",
        resource=policy.id,
        before=policy.content,
        after=one.document.text,
        needs=needs,
        undo=(Write("organizations", "UpdatePolicy", PolicyId=policy.id, Content=policy.content),),
        risk=Risk.DISRUPTIVE,
    )


def _attach(one: _Guardrail, needs: frozenset[str]) -> Step:
    named = {"PolicyId": _id(one), "TargetId": one.root.id}
    return Step(
        key=one.key("attach"),
        place=one.place,
        write=Write("organizations", "AttachPolicy", **named),
        because=f"{one.document.name} {DETACHED}",
        resource=one.policy.id if one.policy else None,
        before="not attached",
        after="attached to the root",
        needs=needs,
        undo=(Write("organizations", "DetachPolicy", **named),),
        risk=Risk.DISRUPTIVE,
        not_yet=(_TYPE_PENDING,),
    )


def _id(one: _Guardrail) -> str | Ref:
    return one.policy.id if one.policy else Ref(one.key("create"), "Policy.PolicySummary.Id")
