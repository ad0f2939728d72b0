"""What the baseline wants of an organization: types of policy, and the documents on its root and its units."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from hardpan.config import Baseline
from hardpan.guardrails import GUARDRAILS, LIMITS, ROOT, Document, Parameters, PolicyType, attachments, compose
from hardpan.model import PROFILES, Place, ProfileLevel

from ..controltower.facts import POLICIES as CONTROL_TOWERS
from ..controltower.facts import ROLE as CONTROL_TOWER_ROLE
from ..controltower.facts import LandingZone
from ..controltower.zone import ROOM
from .facts import OrganizationPolicy

PREFIX = "hardpan-"  # of the name of every policy of Hardpan's
IAM, ACCOUNT_MANAGEMENT = "iam.amazonaws.com", "account.amazonaws.com"
# What the account for security tooling administers, beside services with a call of their own for it, as GuardDuty.
DELEGATED = ("access-analyzer.amazonaws.com", ACCOUNT_MANAGEMENT, IAM)
# As long as AWS Config is asked for: its aggregators, and its rules for all accounts.
_CONFIG = ("config.amazonaws.com", "config-multiaccountsetup.amazonaws.com")
FEATURES = ("RootCredentialsManagement", "RootSessions")


def delegated(want: Baseline) -> tuple[str, ...]:
    """The services that the account for security tooling is to administer."""
    return DELEGATED + (_CONFIG if want.config_recorder != "off" else ())


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
    room = ROOM if zone and path != ROOT else 0
    names, _ = chosen(names_at(want, path), given)
    return [
        (kind, document)
        for kind in attached_kinds()
        if any(GUARDRAILS[name].kind == kind for name in names)
        for document in compose(names, given, kind=kind, taken=_taken(there, kind, target, room), label=path)
    ]


def _taken(there: list[OrganizationPolicy], kind: PolicyType, target: str | None, room: int) -> int:
    """Places that others' policies fill, or Control Tower's are yet to; AWS's default is not counted."""
    others = [one for one in there if one.kind == kind and target in one.targets and not one.name.startswith(PREFIX)]
    towers = sum(one.name.startswith(CONTROL_TOWERS) for one in others)
    return len(others) + (max(0, room - towers) if kind == "SERVICE_CONTROL_POLICY" else 0)
