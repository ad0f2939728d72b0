"""What an organization costs beside org-formation, a peer: made, looked at again, one guardrail changed, tampered with.

Both run as users run them, a process for each command, against the sandbox, which answers each call 100 ms late and
takes no time in the background. org-formation gets the service control policies that Hardpan made, word for word and
for the same units, and it is checked that it made the same of them. Hardpan makes policies of four other types and
central root access besides. Whether something was put right is looked at in the sandbox itself.

    python -m benchmarks.landing_zone [--limits] [ACCOUNTS...]

With `--limits` calls beyond what AWS says that Organizations lets through are throttled, except that accounts are made
as fast as they can be: at the published six a minute, that alone would be what is measured.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks import org_formation
from benchmarks.org_formation import Guardrail, Wanted
from benchmarks.startup import as_installed
from benchmarks.tampering import HOME, TAMPERINGS, Aws
from hardpan.guardrails import GUARDRAILS
from hardpan.sandbox.organization import AT_ONCE
from hardpan.sandbox.server import HOME_REGION, Sandbox
from hardpan.services.organizations.guardrails import control_of

_LATENCY = 0.1  # seconds a call
_ROUNDS = 3  # of what can be done again
_HARDPAN = str(Path(sys.executable).with_name("hardpan"))
_BY_AWS = ", within the limits that AWS publishes"
_UP_TO_DATE = "already up to date"  # what org-formation says of a stack
_UNITS = (HOME, "Sandbox", "Security", "Quarantine", "Suspended")
_INHABITED = 3  # of these
_REGIONS = ("eu-west-1", "eu-west-2")  # where work is done at first, and later: one guardrail closes the others
_SELECTED = (
    "organizations.units",
    "organizations.accounts",
    "organizations.accounts_as_described",
    *(control_of(name) for name, guardrail in GUARDRAILS.items() if guardrail.control),
)
_OF_ONE_ACCOUNT = ("iam.password_policy", "cloudtrail.multi_region_trail")


class Tool:
    """What is true of both: where it runs, and what it is to make."""

    def __init__(self, sandbox: Sandbox, folder: Path, accounts: int, *, limited: bool) -> None:
        self.sandbox, self.folder, self.limited = sandbox, folder, limited
        self.members = {
            unit: [f"a{number}" for number in range(accounts - 1) if number % _INHABITED == place]
            for place, unit in enumerate(_UNITS)
        }

    def run(self, *command: str) -> str:
        """What a command says. Ends the benchmark where it fails."""
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **self.sandbox.environment}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}: {done.returncode}: {done.stdout[-500:]}{done.stderr[-1500:]}")
        return done.stdout


class Hardpan(Tool):
    """`hardpan apply hardpan.yaml`, which plans, applies and assesses; `hardpan plan` where it is to be shown only."""

    name = "Hardpan"
    selected: tuple[str, ...] = _SELECTED
    accounts: tuple[str, ...] = ()

    def describe(self, region: str, _: Sequence[Guardrail]) -> None:
        """Write hardpan.yaml."""
        units = [{"path": unit} for unit in _UNITS]
        accounts = [{"name": name, "unit": unit} for unit, names in self.members.items() for name in names]
        said = {"regions": [region], "email": "aws+{name}@example.com", "units": units, "accounts": accounts}
        wanted = {"profile": "personal", "home_region": HOME_REGION, "consent": ["all"], "organization": said}
        (self.folder / "hardpan.yaml").write_text(json.dumps(wanted))

    def begin(self) -> None:
        """Nothing to do: hardpan.yaml is all that it needs."""

    def change(self) -> None:
        """Plan, apply what was planned, and see that it holds."""
        self._asked("apply", "hardpan.yaml", "--yes")

    def go_on(self, _: Aws) -> None:
        """A password policy and a trail, in the management account."""
        self.selected, self.accounts = (*_SELECTED, *_OF_ONE_ACCOUNT), (self.sandbox.account,)
        self.change()

    def shown(self) -> set[str]:
        """The operations that a plan has."""
        return {step["operation"] for step in json.loads(self._asked("plan", "--output", "json"))["steps"]}

    repair = change

    def _asked(self, *words: str) -> str:
        controls = [word for name in self.selected for word in ("--control", name)]
        accounts = [word for name in self.accounts for word in ("--account", name)]
        return self.run(_HARDPAN, *words, *controls, *accounts)


class OrgFormation(Tool):
    """`org-formation init` and `update`, for an organization that somebody has made, as it asks for."""

    name = f"org-formation {org_formation.VERSION}"
    wanted: Wanted
    program: str

    def describe(self, _: str, guardrails: Sequence[Guardrail]) -> None:
        """Write organization.yml."""
        number = self.sandbox.account
        self._write(Wanted(number, f"aws+{number}@example.com", self.members, guardrails))

    def _write(self, wanted: Wanted) -> None:
        self.wanted = wanted
        (self.folder / "organization.yml").write_text(org_formation.template(wanted))

    def begin(self) -> None:
        """Make the bucket for its state. Its file for an organization without anything is written over again."""
        self._run("init", "organization.yml", "--region", HOME_REGION)
        self._write(self.wanted)

    def change(self) -> None:
        """Update, without a look at what that will do."""
        self._run("update", "organization.yml")

    def go_on(self, aws: Aws) -> None:
        """A password policy by its file, a trail by a stack, which the sandbox's CloudFormation cannot make."""
        self._write(replace(self.wanted, passwords=True))
        self.change()
        (self.folder / "trail.yml").write_text(org_formation.STACK)
        self._stacks()
        aws.make_trail(org_formation.TRAIL, org_formation.BUCKET)

    def shown(self) -> set[str]:
        """The types of resource that a change set names."""
        said = self._run("create-change-set", "organization.yml")
        return {change["type"] for change in json.loads(said[said.index("{") :])["changes"]}

    def repair(self) -> None:
        """Update everything; then once more with a word of one description changed, so that it has something to do."""
        self.change()
        if _UP_TO_DATE not in self._stacks():
            raise SystemExit("org-formation updates the stack again, which tells nothing where no stack makes trails")
        first, *others = self.wanted.guardrails
        self._write(replace(self.wanted, guardrails=[replace(first, description="Another."), *others]))
        self.change()

    def _stacks(self) -> str:
        return self._run("update-stacks", "trail.yml", "--stack-name", "trail")

    def _run(self, *words: str) -> str:
        return self.run(self.program, *words, "--no-color")


@dataclass(frozen=True)
class Took:
    """What a phase took, and to whom the tampering was plain after it."""

    phase: str
    seconds: float
    calls: int
    answers: tuple[bool, ...] = ()


@contextmanager
def far_away(tool: Tool) -> Iterator[None]:
    """Meanwhile each call is answered late, or not at all where it is one too many."""
    control = tool.sandbox.control
    control.fault("delay", seconds=_LATENCY)
    if tool.limited:
        control.fault("limits", "organizations:*", spare=["organizations:CreateAccount"])
    try:
        yield
    finally:
        control.behave()


def took(phase: str, tool: Tool, act: Callable[[], object]) -> Took:
    """Time and calls of an act."""
    tool.sandbox.control.forget_requests()
    with far_away(tool):
        began = time.monotonic()
        act()
        seconds = time.monotonic() - began
    return Took(phase, seconds, len(tool.sandbox.control.requests()))


def phases(tool: Hardpan | OrgFormation, made: dict[str, list[Guardrail]]) -> Iterator[Took]:
    """From one account to an organization; nothing; one guardrail; tampering. Guardrails by Region are in `made`."""
    aws = Aws(tool.sandbox)
    first, then = _REGIONS

    def begin() -> None:
        tool.begin()
        tool.change()

    tool.describe(first, made.get(first, ()))
    yield took("made from one account", tool, begin)
    _same(made, first, aws)
    yield _median(took("again, with nothing to do", tool, tool.change) for _ in range(_ROUNDS))
    changed = []
    for _ in range(_ROUNDS):
        tool.describe(then, made.get(then, ()))
        changed.append(took("one guardrail changed", tool, tool.change))
        _same(made, then, aws)
        first, then = then, first
    yield _median(changed)
    yield from tampered(tool, aws)


def tampered(tool: Hardpan | OrgFormation, aws: Aws) -> Iterator[Took]:
    """Which changes behind its back are shown beforehand, and which are put right."""
    tool.go_on(aws)
    if already := tool.shown():
        raise SystemExit(f"{tool.name} has not made what it was to make: {already}")
    for one in TAMPERINGS:
        one.act(aws)
        if one.is_undone(aws):
            raise SystemExit(f"{one.name}: nothing was changed")
    seen: set[str] = set()
    looked = took("what was changed by hand, shown", tool, lambda: seen.update(tool.shown()))
    yield replace(looked, answers=tuple(bool({one.operation, one.resource} & seen) for one in TAMPERINGS))
    repaired = took("and put right", tool, tool.repair)
    yield replace(repaired, answers=tuple(one.is_undone(aws) for one in TAMPERINGS))


def _median(rounds: Iterable[Took]) -> Took:
    return sorted(rounds, key=lambda one: one.seconds)[_ROUNDS // 2]


def _same(made: dict[str, list[Guardrail]], region: str, aws: Aws) -> None:
    """Remember the guardrails that the first made; the second has to have made the same."""
    there = aws.guardrails()
    if made.setdefault(region, there) != there:
        raise SystemExit("org-formation has made other policies than Hardpan")


def measured(
    kind: type[Hardpan | OrgFormation], accounts: int, made: dict[str, list[Guardrail]], *, limited: bool
) -> list[Took]:
    """All phases, from a sandbox that nobody has touched."""
    with tempfile.TemporaryDirectory() as name, Sandbox("startup-alone") as sandbox:
        sandbox.control.pace(**asdict(AT_ONCE))
        sandbox.control.human("raise-account-quota", accounts=accounts)
        if kind is OrgFormation:
            Aws(sandbox).organizations.create_organization(FeatureSet="ALL")
        return list(phases(kind(sandbox, Path(name), accounts, limited=limited), made))


def main(sizes: tuple[int, ...] = (7, 51), *, limited: bool = False) -> None:
    """Print time and calls of both, the round in the middle where there were several, and the ratio of the times."""
    program = org_formation.installed()
    if program is None:
        print("No npm, with which org-formation is installed: install Node.js 20 or later (Debian: npm)")
        return
    OrgFormation.program = str(program)
    as_installed()
    logging.getLogger("moto").setLevel(logging.ERROR)  # it warns of the trail that it cannot make
    warnings.filterwarnings("ignore", message="Tried to parse AWS::CloudTrail::Trail")
    print(
        f"\nAn organization beside {OrgFormation.name}, the sandbox, {_LATENCY * 1000:.0f} ms a call{_BY_AWS * limited}"
    )
    for accounts in sizes:
        made: dict[str, list[Guardrail]] = {}
        ours, theirs = (measured(kind, accounts, made, limited=limited) for kind in (Hardpan, OrgFormation))
        print(f"  {accounts} accounts, {len(_UNITS)} units, {len(made[_REGIONS[0]])} service control policies")
        for mine, other in zip(ours, theirs, strict=True):
            _show(mine, other)


def _show(mine: Took, other: Took) -> None:
    print(
        f"    {mine.phase:34} Hardpan {mine.seconds:6.1f} s {mine.calls:>5,} calls   "
        f"org-formation {other.seconds:6.1f} s {other.calls:>5,} calls {other.seconds / mine.seconds:6.1f} x",
        flush=True,
    )
    if mine.answers:
        for one, *answers in zip(TAMPERINGS, mine.answers, other.answers, strict=True):
            ours, theirs = ("yes" if each else "no" for each in answers)
            print(f"      {one.name:32} Hardpan {ours:>3}{' ':22}org-formation {theirs:>3}")


if __name__ == "__main__":
    words = sys.argv[1:]
    main(tuple(int(word) for word in words if word != "--limits") or (7, 51), limited="--limits" in words)
