"""The plans that are paid for beside GuardDuty: in the account itself, and in every account of an organization.

An administrator's own detector has what it is given itself; members have what is configured for the organization.
https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-features-activation-model.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Ref, Risk, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ...account.facts import OptInRegion
from ...administration import is_tooling
from ...organizations.facts import Membership
from ..facts import AGENTS, EKS_RUNTIME_MONITORING, PLANS, RUNTIME_MONITORING, Administration, Detector
from .detector import created_key
from .organization import configured_key

_COST = (
    "usage-priced by what each plan looks at, in every account it comes to, after a free trial of 30 days each: "
    "https://aws.amazon.com/guardduty/pricing"
)
_WRITES = ["guardduty:UpdateDetector", "guardduty:UpdateOrganizationConfiguration"]
_FACTS = [Membership, Detector, Administration, OptInRegion]
_NOT_YET = (NotYet("BadRequestException", "required AWS Organization", seconds=120),)


@operation(
    satisfies=["guardduty.protection_plans", "guardduty.every_account_has_plans"],
    facts=_FACTS,
    writes=_WRITES,
    after=["guardduty.detector", "guardduty.organization"],
)
def protection_plans(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """The plans that look at what is there: audit logs, log-ins, network logs, and volumes once something was found."""
    for here in _places(want, have):
        off = here.detector.plans_off if here.detector else list(PLANS)
        if off:
            yield _own("protection_plans", here, off)
        missing = here.organization.plans_missing if here.organization else list(PLANS)
        if missing and here.decides_for_all:
            yield _for_all("protection_plans", here, missing)


@operation(
    satisfies=["guardduty.runtime_monitoring", "guardduty.every_account_has_runtime_monitoring"],
    facts=_FACTS,
    writes=_WRITES,
    after=["guardduty.detector", "guardduty.organization", "guardduty.protection_plans"],
    consent="GuardDuty puts its agent into every instance, cluster and task, and endpoints into their VPCs, in every "
    "account that it comes to: they take memory and processor time there, and stay until somebody removes them",
)
def runtime_monitoring(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """Runtime Monitoring with its agents. Where the older EKS Runtime Monitoring is on, a person changes over.

    https://docs.aws.amazon.com/guardduty/latest/ug/migrating-from-eksrunmon-to-runtime-monitoring.html
    """
    for here in _places(want, have):
        if here.has_older:
            continue
        if not (here.detector and here.detector.watches_at_run_time):
            yield replace(_own("runtime_monitoring", here, [RUNTIME_MONITORING]), risk=Risk.DISRUPTIVE)
        if here.decides_for_all and not (here.organization and here.organization.watches_at_run_time):
            step = _for_all("runtime_monitoring", here, [RUNTIME_MONITORING])
            # One configuration, changed in turn.
            needs = step.needs | {_key("protection_plans", "organization", here.place)}
            yield replace(step, needs=needs, risk=Risk.DISRUPTIVE)


@dataclass(frozen=True)
class _Here:
    """A Region in which the account decides on plans: for itself, and perhaps for the whole organization."""

    place: Place
    detector: Detector | None
    organization: Administration | None
    decides_for_all: bool

    @property
    def detector_id(self) -> str | Ref:
        """The detector's id, or what refers to it until it is made."""
        return self.detector.id if self.detector else Ref(created_key(self.place), "DetectorId")

    @property
    def has_older(self) -> bool:
        """Whether EKS Runtime Monitoring is on here, or comes to accounts of the organization."""
        told = [one.features for one in (self.detector, self.organization) if one]
        return any(features.get(EKS_RUNTIME_MONITORING, "NONE") not in ("DISABLED", "NONE") for features in told)


def _places(want: Baseline, have: Snapshot) -> Iterator[_Here]:
    """The Regions of an account by itself, or of the administrator, where no policy of the organization decides."""
    above = is_tooling(have, want)
    if want.organization.security_tooling is not None and not above:
        return
    opted = {one.name for one in have.all(OptInRegion)} if above else set()
    for region in have.regions:
        detector = next(iter(have.at(Detector, region.place)), None)
        found = next(iter(have.at(Administration, region.place)), None)
        if not (detector and detector.managed):
            yield _Here(region.place, detector, found, above and (found is not None or region.name not in opted))


def _key(name: str, whose: str, place: Place) -> str:
    return step_key(f"guardduty.{name}/{whose}", place)


def _own(name: str, here: _Here, features: Iterable[str]) -> Step:
    """Turn features on in the account's own detector."""
    found, wanted = here.detector, list(features)
    return Step(
        key=_key(name, "detector", here.place),
        place=here.place,
        write=_update(here, wanted, lambda _: "ENABLED"),
        because=f"off: {_named(wanted)}",
        resource=found.resource if found else None,
        before="off",
        after=f"on: {_named(wanted)}",
        needs=frozenset({created_key(here.place)}),
        undo=(_update(here, wanted, found.status_of if found else lambda _: "DISABLED"),),
        undo_note=_AGENTS_STAY if RUNTIME_MONITORING in wanted else "",
        monthly_cost_usd=None,
        cost_note=_COST,
    )


_AGENTS_STAY = "agents and endpoints that were put into workloads may stay there"


def _update(here: _Here, names: list[str], status: Callable[[str], str]) -> Write:
    features = _features(names, "Status", status)
    return Write("guardduty", "UpdateDetector", DetectorId=here.detector_id, Features=features)


def _for_all(name: str, here: _Here, features: Iterable[str]) -> Step:
    """Have features come to every account of the organization, which AWS takes up to a day for."""
    found, wanted = here.organization, list(features)
    return Step(
        key=_key(name, "organization", here.place),
        place=here.place,
        write=_configure(here, wanted, lambda _: "ALL"),
        because=f"not in every account: {_named(wanted)}",
        before="as each account has it",
        after=f"in ALL accounts: {_named(wanted)}",
        needs=frozenset({created_key(here.place), configured_key(here.place)}),
        undo=(_configure(here, wanted, found.mode_of if found else lambda _: "NONE"),),
        undo_note="accounts keep what was turned on in them",
        monthly_cost_usd=None,
        cost_note=_COST,
        not_yet=_NOT_YET,
        reaches=True,
    )


def _configure(here: _Here, names: list[str], mode: Callable[[str], str]) -> Write:
    return Write(
        "guardduty",
        "UpdateOrganizationConfiguration",
        DetectorId=here.detector_id,
        AutoEnableOrganizationMembers="ALL",  # as it is already, or by then
        Features=_features(names, "AutoEnable", mode),
    )


def _features(names: list[str], field: str, value: Callable[[str], str]) -> list[dict[str, Any]]:
    """Features as requests have them, each with its parts."""
    parts = [{"Name": agent, field: value(agent)} for agent in AGENTS]
    return [
        {"Name": name, field: value(name), **({"AdditionalConfiguration": parts} if name == RUNTIME_MONITORING else {})}
        for name in names
    ]


def _named(names: Iterable[str]) -> str:
    return ", ".join(PLANS.get(name, "Runtime Monitoring with its agents") for name in names)
