"""What every workflow begins with: whose account this is, which Regions it uses, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from hardpan import services
from hardpan.aws import Aws, Entry, Identity
from hardpan.aws.readers import enabled_regions, first_look
from hardpan.config import Baseline
from hardpan.model import CONTROLS, OPERATIONS, Account, Control, ExitCode, Operation, Place, Problem
from hardpan.plan import Selection


@dataclass(frozen=True)
class Session:
    """Credentials that were tried, the Regions they reach, and the baseline."""

    aws: Aws
    identity: Identity
    regions: tuple[str, ...]
    want: Baseline
    selection: Selection
    newborn: frozenset[str] = frozenset()  # accounts that a run has made: their services come to know them one by one

    @property
    def account(self) -> Account:
        """The account of the credentials."""
        return Account(place=Place(self.identity.account, None, self.identity.partition), name=None)

    @property
    def entry(self) -> Entry:
        """How other accounts are entered from this one."""
        return Entry(self.identity, self.want.access.entered_by, self.want.access.external_id)

    def regions_of(self, enabled: Iterable[str]) -> tuple[str, ...]:
        """Those of an account's Regions that were selected."""
        return _selected(enabled, self.selection)

    def again(self) -> Session:
        """The same session with the Regions that are enabled now: a run may have turned one off or on."""
        return replace(self, regions=_selected(enabled_regions(self.aws), self.selection))


def begin(want: Baseline, selection: Selection, aws: Aws | None = None) -> Session:
    """Check credentials, account, Regions and selection. Raises Problem before anything else is read."""
    services.load()
    controls_of(want, selection)
    aws = aws or Aws()
    identity, enabled = first_look(aws)
    if want.account and want.account != identity.account:
        raise Problem(
            f"these are credentials of account {identity.account}; hardpan.yaml is for {want.account}",
            effect="nothing was read or changed",
            next="export AWS_PROFILE=NAME   # a profile of the right account",
            code=ExitCode.USAGE,
        )
    for name in (want.home_region, *selection.regions):
        if name not in enabled:
            raise Problem(
                f"Region {name} is not enabled in account {identity.account}",
                effect="nothing was read or changed",
                next=f"enabled: {', '.join(enabled)}",
                code=ExitCode.USAGE,
            )
    return Session(aws, identity, _selected(enabled, selection), want, selection)


def _selected(enabled: Iterable[str], selection: Selection) -> tuple[str, ...]:
    return tuple(region for region in enabled if not selection.regions or region in selection.regions)


def controls_of(want: Baseline, selection: Selection) -> list[Control]:
    """The controls of the baseline's profile, narrowed by the selection. Raises Problem for unknown names."""
    services.load()
    check_waivers(want)
    for name in selection.controls:
        if name not in CONTROLS:
            raise unknown_control(name)
    return [
        control
        for control in CONTROLS.values()
        if (control.id in selection.controls or not selection.controls)
        and (control.section in selection.sections or not selection.sections)
        and (control.includes(want.profile) or control.id in selection.controls)
    ]


def check_waivers(want: Baseline, file: str = "hardpan.yaml") -> None:
    """Raises Problem with every waiver of a control that is none, and where the file has it."""
    services.load()
    wrong = [
        f"{file}:{waiver.line or 1}: waivers[{number}].control: {_no_control(waiver.control)}"
        for number, waiver in enumerate(want.waivers)
        if not any(fnmatchcase(control, waiver.control) for control in CONTROLS)
    ]
    if wrong:
        raise Problem("\n".join(wrong), effect="nothing was read", next="hardpan controls", code=ExitCode.USAGE)


def unknown_control(name: str) -> Problem:
    """There is no control of this name; the nearest one is suggested."""
    return Problem(_no_control(name), next="hardpan controls", code=ExitCode.USAGE)


def _no_control(name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name, CONTROLS, n=1)
    return f"there is no control {name}" + (f"; did you mean {near[0]}?" if near else "")


def operations_for(controls: Iterable[Control]) -> list[Operation]:
    """The operations that make these controls pass, and those whose steps theirs come after."""
    wanted = {control.id for control in controls}
    found = {op.id for op in OPERATIONS.values() if wanted & set(op.satisfies)}
    waiting = sorted(found)
    while waiting:
        for earlier in OPERATIONS[waiting.pop()].after:
            if earlier not in found:
                found.add(earlier)
                waiting.append(earlier)
    return [OPERATIONS[name] for name in sorted(found)]
