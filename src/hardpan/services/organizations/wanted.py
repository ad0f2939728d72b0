"""What the baseline wants of an organization: types of policy, and the documents on its root."""

from __future__ import annotations

from functools import cache

from hardpan.config import Baseline
from hardpan.guardrails import GUARDRAILS, LIMITS, ROOT, Document, Parameters, PolicyType, attachments, compose
from hardpan.model import PROFILES, Place, ProfileLevel

from .facts import OrganizationPolicy

PREFIX = "hardpan-"  # of the name of every policy of Hardpan's
IAM, ACCOUNT_MANAGEMENT = "iam.amazonaws.com", "account.amazonaws.com"
FEATURES = ("RootCredentialsManagement", "RootSessions")


def kinds(profile: ProfileLevel) -> list[PolicyType]:
    """The types of policy that the profile attaches anywhere."""
    used = {GUARDRAILS[name].kind for target in attachments(profile) for name in target.attached}
    return [kind for kind in LIMITS if kind in used]


@cache
def root_kinds() -> tuple[PolicyType, ...]:
    """The types of policy that any profile attaches to the root."""
    used = {GUARDRAILS[name].kind for profile in PROFILES for name in _on_root(profile)}
    return tuple(kind for kind in LIMITS if kind in used)


def parameters(want: Baseline, organization: str | None) -> Parameters:
    """What the documents are filled in with. Raises Problem for a value that no guardrail can have.

    Without organization.regions nobody has said where work is done. With it, work is done there, at home, and where
    global services answer.
    """
    usual = Parameters()
    answering = Place("", partition=want.partition).global_region
    said = want.organization.regions
    bucket = want.logs.bucket.format(account="*", region=want.home_region)
    return Parameters(
        partition=want.partition,
        organization=organization,
        home_region=want.home_region,
        allowed_regions=tuple(sorted({want.home_region, answering, *said})) if said else (),
        log_buckets=tuple(sorted({*usual.log_buckets, bucket})),
        trails=tuple(sorted({*usual.trails, want.logs.trail})),
        access_role=want.access.role,
        trusted_accounts=tuple(
            sorted({*want.exceptions.trusted_accounts, *want.exceptions.third_party_accounts}),
        ),
    )


def chosen(profile: ProfileLevel, given: Parameters) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """The root's guardrails that can be made, and those that cannot, with what each lacks."""
    lacking = {
        name: tuple(needed for needed in GUARDRAILS[name].needs if not given.filling(needed))
        for name in _on_root(profile)
    }
    return [name for name, needed in lacking.items() if not needed], {
        n: needed for n, needed in lacking.items() if needed
    }


def documents(want: Baseline, given: Parameters, there: list[OrganizationPolicy]) -> list[tuple[PolicyType, Document]]:
    """What belongs on the root, beside what others have attached there. Raises Problem where it does not fit."""
    names, _ = chosen(want.profile, given)
    return [
        (kind, document)
        for kind in root_kinds()
        if any(GUARDRAILS[name].kind == kind for name in names)
        for document in compose(names, given, kind=kind, taken=_taken(there, kind), label=ROOT)
    ]


def _taken(there: list[OrganizationPolicy], kind: PolicyType) -> int:
    """Places that others' policies fill, AWS's default not counted."""
    return sum(
        policy.at_root
        for policy in there
        if policy.kind == kind and policy.name != LIMITS[kind].default and not policy.name.startswith(PREFIX)
    )


def _on_root(profile: ProfileLevel) -> tuple[str, ...]:
    return next(target.attached for target in attachments(profile) if target.path == ROOT)
