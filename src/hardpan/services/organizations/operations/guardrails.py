"""The guardrails of the root and of the units: made, put right, attached, each stage after those before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hardpan.config import Baseline
from hardpan.guardrails import GUARDRAILS, ROOT, STAGES, Document, PolicyType, where
from hardpan.model import PROFILES, NotYet, Place, Ref, Risk, Step, Write, in_every_account, operation, step_key
from hardpan.snapshot import Snapshot

from ...controltower.facts import LandingZone
from ..facts import Membership, OrganizationPolicy, Root, Unit
from ..guardrails import DETACHED, MISSING, control_of, faults, named
from ..layout import Governed, governed, unit_key
from ..proof import must_lock_out_nobody
from ..wanted import FEATURES, documents, parameters
from .features import feature_key, type_key

_WRITES = [f"organizations:{verb}Policy" for verb in ("Create", "Update", "Delete", "Attach", "Detach")]
# A type that somebody else has just turned on, and effective policies that AWS is still working out.
_CHANGING = (
    NotYet("PolicyTypeNotEnabledException", seconds=120),
    NotYet("PolicyChangesInProgressException", seconds=120),
)
# What accounts set or tidy for themselves before a guardrail is attached: under it AWS refuses that, or only exempt
# roles could, and undo takes it back only after the guardrail.
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html and
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_declarative.html
_OWN_FIRST = {
    "s3-policy-block-public-access": ("s3control.account_public_access_block/put",),
    "ec2-policy-baseline": (
        "ec2.image_block_public_access/enable",
        "ec2.snapshot_block_public_access/enable",
        "ec2.hide_public_snapshots/enable",
        "ec2.serial_console_access/disable",
        "ec2.instance_metadata_defaults/modify",
    ),
    "ec2-policy-imdsv2-enforced": ("ec2.instance_metadata_defaults/modify",),
    "scp-region-restriction": ("ec2.remove_default_vpc/delete",),
}
_MOST_SAID = 512  # characters of a policy's description
_STAGE_OF = {guardrail.name: rank for rank, stage in enumerate(STAGES) for guardrail in stage.guardrails}
_CONSENT = (
    "a guardrail denies in every member account below it what somebody may be doing there today: root users working, "
    "identity providers and account settings being changed, requests without TLS, buckets and images being public"
)
_STAGING = "PolicyStaging"  # the unit that new guardrails are attached to first
_JUDGED = [name for name, guardrail in GUARDRAILS.items() if guardrail.control]
_ON_ROOT = [name for name in _JUDGED if any(ROOT in where(name, profile) for profile in PROFILES)]
_ON_UNITS = [name for name in _JUDGED if any(set(where(name, profile)) - {ROOT} for profile in PROFILES)]


@dataclass(frozen=True, kw_only=True)
class _Guardrail:
    """A document that is to be on the root or a unit, and the policy that is there for it."""

    document: Document
    kind: PolicyType
    policy: OrganizationPolicy | None
    here: Governed
    operation: str
    path: str  # of the unit, or `root`

    @property
    def place(self) -> Place:
        return self.here.place

    @property
    def target(self) -> str | Ref:
        return self.here.root if self.path == ROOT else self.here.unit(self.path)

    @property
    def faults(self) -> list[str]:
        return faults(self.document, self.policy, self.target)

    @property
    def stage(self) -> tuple[int, bool]:
        """That of the last of the guardrails in it: none of them is attached before its turn, nor before its trial."""
        return max(_STAGE_OF[name] for name in self.document.guardrails), self.path != _STAGING

    @property
    def controls(self) -> tuple[str, ...]:
        """Those on the guardrails in it."""
        return tuple(control_of(name) for name in self.document.guardrails if name in _JUDGED)

    def key(self, verb: str) -> str:
        where = f":{self.path}" if verb == "attach" and self.path != ROOT else ""
        return step_key(f"{self.operation}/{verb}:{self.document.name}{where}", self.place)


@operation(
    satisfies=[control_of(name) for name in _ON_ROOT],
    facts=[Membership, Root, OrganizationPolicy, LandingZone],
    writes=_WRITES,
    after=["organizations.organization", "organizations.policy_types", "organizations.central_root_access"],
    consent=f"{_CONSENT}; and, where organization.regions is set, everything outside those Regions",
)
def root_guardrails(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Each document that the profile has for the root exists as Hardpan makes it and is attached, stage after stage.

    Planned only if nobody is locked out whom Hardpan needs in a member account.
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_policies_attach.html
    """
    for here in governed(want, have):
        every = _at(here, ROOT, "organizations.root_guardrails")
        if any(one.faults for one in every):
            must_lock_out_nobody((one.document for one in every), parameters(want, here.organization, here.zone))
        yield from _put_right(every)


@operation(
    satisfies=[control_of(name) for name in _ON_UNITS],
    facts=[Membership, Root, Unit, OrganizationPolicy, LandingZone],
    writes=_WRITES,
    after=["organizations.units", "organizations.policy_types", "organizations.root_guardrails"],
    consent=f"{_CONSENT}, long commitments and large instances where nobody needs them",
    asked_by=["organization"],
)
def unit_guardrails(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Each unit of hardpan.yaml has the guardrails of the profile's unit whose part it plays, beside the root's."""
    for here in governed(want, have):
        given = parameters(want, here.organization, here.zone)
        every: list[_Guardrail] = []
        for unit in want.organization.units:
            found = _at(here, unit.path, "organizations.unit_guardrails")
            if any(one.faults for one in found) and not any(_shuts(one) for one in found):
                must_lock_out_nobody((one.document for one in found), given)
            every += found
        yield from _put_right(every)


def _shuts(one: _Guardrail) -> bool:
    """Whether it is to let nobody do anything, as in quarantine."""
    return "scp-quarantine" in one.document.guardrails


def _at(here: Governed, path: str, operation: str) -> list[_Guardrail]:
    there = list(here.have.at(OrganizationPolicy, here.place))
    given = parameters(here.want, here.organization, here.zone)
    target = here.root if path == ROOT else here.unit_ids.get(path)
    return [
        _Guardrail(
            document=document,
            kind=kind,
            policy=named(document, kind, there),
            here=here,
            operation=operation,
            path=path,
        )
        for kind, document in documents(
            here.want, given, there, path, target=target if isinstance(target, str) else None, zone=here.zone
        )
    ]


def _put_right(every: list[_Guardrail]) -> Iterator[Step]:
    """Each document once, attached wherever it belongs, after those of the stages before."""
    wrong = sorted((one for one in every if one.faults), key=lambda one: one.stage)
    made: set[str] = set()
    for one in wrong:
        needs = _before(one, wrong) | _needs(one)
        if one.document.name not in made:
            made.add(one.document.name)
            if one.policy is None:
                yield _create(one)
            elif set(one.faults) - {DETACHED}:
                yield _update(one, one.policy, needs)
        if _last(one) == "attach":
            yield _attach(one, needs | _first(one))


def _before(one: _Guardrail, wrong: Iterable[_Guardrail]) -> frozenset[str]:
    return frozenset(other.key(_last(other)) for other in wrong if other.stage < one.stage)


def _first(one: _Guardrail) -> frozenset[str]:
    """The steps that make the document what it should be, done earlier in the same run or not: undo goes by them."""
    return frozenset({one.key("create"), one.key("update")})


def _needs(one: _Guardrail) -> frozenset[str]:
    """What has to be there first: the policy's type, the unit, and central root access before root users are denied."""
    features = FEATURES if "scp-deny-member-root-user" in one.document.guardrails else ()
    unit = {unit_key(one.path, one.place)} if one.path != ROOT else set()
    return frozenset({type_key(one.kind, one.place), *(feature_key(name, one.place) for name in features), *unit})


def _own_first(one: _Guardrail) -> frozenset[str]:
    """The steps of all accounts, in all Regions, that come before the document is attached."""
    names = [name for guardrail in one.document.guardrails for name in _OWN_FIRST.get(guardrail, ())]
    regions = [region.place for region in one.here.have.regions if region.place.account == one.place.account]
    return frozenset(in_every_account(name, where) for name in names for where in (one.place, *regions))


def _last(one: _Guardrail) -> str:
    """What its last step does."""
    return "attach" if {MISSING, DETACHED} & set(one.faults) else "update"


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
        controls=one.controls,
        after=f"{one.kind} with {', '.join(one.document.guardrails)}",
        needs=one.here.needs,
        undo=(Write("organizations", "DeletePolicy", PolicyId=_id(one)),),
    )


def _update(one: _Guardrail, policy: OrganizationPolicy, needs: frozenset[str]) -> Step:
    return Step(
        key=one.key("update"),
        place=one.place,
        write=Write("organizations", "UpdatePolicy", PolicyId=policy.id, Content=one.document.text),
        because=f"{one.document.name} {one.faults[0]}",
        controls=one.controls,
        resource=policy.id,
        before=policy.content,
        after=one.document.text,
        needs=needs,
        undo=(Write("organizations", "UpdatePolicy", PolicyId=policy.id, Content=policy.content),),
        risk=Risk.DISRUPTIVE,
        not_yet=_CHANGING,
    )


def _attach(one: _Guardrail, needs: frozenset[str]) -> Step:
    named = {"PolicyId": _id(one), "TargetId": one.target}
    return Step(
        key=one.key("attach"),
        place=one.place,
        write=Write("organizations", "AttachPolicy", **named),
        because=f"{one.document.name} {DETACHED} to {_called(one.path)}",
        controls=one.controls,
        resource=one.policy.id if one.policy else None,
        before="not attached",
        after=f"attached to {_called(one.path)}",
        needs=needs,
        undo=(Write("organizations", "DetachPolicy", **named),),
        follows=_own_first(one),
        risk=Risk.DISRUPTIVE,
        not_yet=_CHANGING,
    )


def _called(path: str) -> str:
    return "the root" if path == ROOT else f"unit {path}"


def _id(one: _Guardrail) -> str | Ref:
    return one.policy.id if one.policy else Ref(one.key("create"), "Policy.PolicySummary.Id")
