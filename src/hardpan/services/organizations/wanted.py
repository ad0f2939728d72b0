"""What the baseline wants of an organization: types of policy, and the documents on its root and its units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal, TypeAlias

from hardpan.config import Baseline
from hardpan.guardrails import GUARDRAILS, LIMITS, ROOT, Document, Parameters, PolicyType, attachments, compose
from hardpan.model import PROFILES, Place, ProfileLevel

from ..controltower.facts import POLICIES as CONTROL_TOWERS
from ..controltower.facts import ROLE as CONTROL_TOWER_ROLE
from ..controltower.facts import LandingZone
from ..controltower.zone import ROOM
from .facts import OrganizationPolicy

SECURITY, WORKLOADS, QUARANTINE = "Security", "Workloads", "Quarantine"  # units of every profile: parts that units play
PREFIX = "hardpan-"  # of the name of every policy of Hardpan's
IAM, ACCOUNT_MANAGEMENT = "iam.amazonaws.com", "account.amazonaws.com"
IDENTITY_CENTER, STACK_SETS = "sso.amazonaws.com", "member.org.stacksets.cloudformation.amazonaws.com"
# As long as AWS Config is asked for: its aggregators, and its rules for all accounts.
CONFIG = ("config.amazonaws.com", "config-multiaccountsetup.amazonaws.com")
# Keys of `organization` that name an account.
Purpose: TypeAlias = Literal["security_tooling", "shared_services", "backup"]
# From which account what is administered, beside services with a call of their own for it, as GuardDuty.
DELEGATED: Mapping[str, Purpose] = {
    "access-analyzer.amazonaws.com": "security_tooling",
    ACCOUNT_MANAGEMENT: "security_tooling",
    IAM: "security_tooling",
    **dict.fromkeys(CONFIG, "security_tooling"),
    IDENTITY_CENTER: "shared_services",
    STACK_SETS: "shared_services",
    "backup.amazonaws.com": "backup",
}
# https://docs.amazonaws.cn/en_us/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html
_NOT_THERE = {"aws-cn": (STACK_SETS,)}
FEATURES = ("RootCredentialsManagement", "RootSessions")


def delegated(want: Baseline) -> dict[str, str]:
    """Each service that is to be administered from a member, and that account's name."""
    named = {service: getattr(want.organization, purpose) for service, purpose in DELEGATED.items()}
    left_out = (*_NOT_THERE.get(want.partition, ()), *(CONFIG if want.config_recorder == "off" else ()))
    return {service: name for service, name in named.items() if name and service not in left_out}


def kinds(profile: ProfileLevel) -> list[PolicyType]:
    """The types of policy that the profile attaches anywhere."""
    used = {GUARDRAILS[name].kind for target in attachments(profile) for name in target.attached}
    return [kind for kind in LIMITS if kind in used]


@cache
def attached_kinds() -> tuple[PolicyType, ...]:
    """The types of policy that any profile attaches anywhere."""
    used = {kind for profile in PROFILES for kind in kinds(profile)}
    return tuple(kind for kind in LIMITS if kind in used)


def parameters(want: Baseline, organization: str | None, zone: LandingZone | None = None) -> Parameters:
    """What the documents are filled in with. Raises Problem for a value that no guardrail can have.

    Without organization.regions nobody has said where work is done. With it, work is done there, at home, and where
    global services answer. Control Tower, where it governs, goes on working in every Region that it governs:
    https://docs.aws.amazon.com/controltower/latest/userguide/getting-started-guidance.html
    """
    usual = Parameters()
    answering = Place("", partition=want.partition).global_region
    said = want.organization.regions
    governed = zone.governed_regions if zone else ()
    bucket = want.logs.bucket.format(account="*", region=want.home_region)
    # What is kept beside log files, in accounts that the same guardrails are for.
    kept = ["hardpan-evidence-*"] if want.organization.forensics else []
    return Parameters(
        partition=want.partition,
        organization=organization,
        home_region=want.home_region,
        allowed_regions=tuple(sorted({want.home_region, answering, *said, *governed})) if said else (),
        log_buckets=tuple(sorted({*usual.log_buckets, bucket, *kept})),
        trails=tuple(sorted({*usual.trails, want.logs.trail})),
        access_role=want.access.role,
        also_exempt=(CONTROL_TOWER_ROLE,) if zone and want.access.role != CONTROL_TOWER_ROLE else (),
        trusted_accounts=tuple(
            sorted({*want.exceptions.trusted_accounts, *want.exceptions.third_party_accounts}),
        ),
        github_owners=want.ci.owners,
    )


def names_at(want: Baseline, path: str) -> tuple[str, ...]:
    """The guardrails of the root, or of a unit: those that hold in the unit of the profile whose part it plays.

    What is attached further up, to the root or to a unit that this one is in, holds here already.
    """
    attached = {target.path: target.attached for target in attachments(want.profile)}
    if path == ROOT:
        return attached[ROOT]
    above = {name for holder in [ROOT, *_ladder(path)[:-1]] for name in names_at(want, holder)}
    part = next(unit.guardrails or unit.path for unit in want.organization.units if unit.path == path)
    holding = [name for step in _ladder(part) for name in attached.get(step, ())]
    return tuple(name for name in dict.fromkeys(holding) if name not in above)


def names_over(want: Baseline, path: str) -> set[str]:
    """All guardrails that hold in a unit: its own, and those of what it is in."""
    return {name for holder in [ROOT, *_ladder(path)] for name in names_at(want, holder)}


def part_of(want: Baseline, path: str) -> str:
    """The part that a unit plays: that of the nearest unit of hardpan.yaml that it is or is in, or its own path."""
    listed = {unit.path: unit.guardrails or unit.path for unit in want.organization.units}
    return next((listed[step] for step in reversed(_ladder(path)) if step in listed), path)


def _ladder(path: str) -> list[str]:
    """`Workloads` and `Workloads/Prod` for the latter."""
    parts = path.split("/")
    return ["/".join(parts[: number + 1]) for number in range(len(parts))]


def chosen(names: Iterable[str], given: Parameters) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """The guardrails that can be made, and those that cannot, with what each lacks."""
    lacking = {name: tuple(needed for needed in GUARDRAILS[name].needs if not given.filling(needed)) for name in names}
    return [name for name, needed in lacking.items() if not needed], {
        name: needed for name, needed in lacking.items() if needed
    }


def documents(
    want: Baseline,
    given: Parameters,
    there: list[OrganizationPolicy],
    path: str = ROOT,
    target: str | None = None,
    zone: LandingZone | None = None,
) -> list[tuple[PolicyType, Document]]:
    """What belongs on the root or a unit, beside what others have attached there. Raises Problem where it does not fit.

    `target` is its id, where it has one yet. In a landing zone Control Tower is left room on every unit.
    """
    return [
        (kind, document)
        for kind in attached_kinds()
        for document in documents_of(kind, want, given, there, path, target, zone)
    ]


def documents_of(
    kind: PolicyType,
    want: Baseline,
    given: Parameters,
    there: list[OrganizationPolicy],
    path: str = ROOT,
    target: str | None = None,
    zone: LandingZone | None = None,
) -> tuple[Document, ...]:
    """The same, of one type of policy."""
    names = tuple(name for name in chosen(names_at(want, path), given)[0] if GUARDRAILS[name].kind == kind)
    room = ROOM if zone and path != ROOT else 0
    return _composed(names, given, kind, _taken(there, kind, target, room), path) if names else ()


@cache
def _composed(
    names: tuple[str, ...], given: Parameters, kind: PolicyType, taken: int, label: str
) -> tuple[Document, ...]:
    """Kept, since each guardrail is judged by itself, and units have much the same."""
    return tuple(compose(names, given, kind=kind, taken=taken, label=label))


def _taken(there: list[OrganizationPolicy], kind: PolicyType, target: str | None, room: int) -> int:
    """Places that others' policies fill, or Control Tower's are yet to; AWS's default is not counted."""
    others = [one for one in there if one.kind == kind and target in one.targets and not one.name.startswith(PREFIX)]
    towers = sum(one.name.startswith(CONTROL_TOWERS) for one in others)
    return len(others) + (max(0, room - towers) if kind == "SERVICE_CONTROL_POLICY" else 0)
