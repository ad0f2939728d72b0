"""What the controls say of one account after the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from hardpan.config import Baseline
from hardpan.evaluate import evaluate
from hardpan.evaluate.waivers import WaiverUse
from hardpan.model import Account, Control, Fact, Finding, Tally, Unreadable
from hardpan.snapshot import Snapshot
from hardpan.snapshot.findings import FindingsFile


class About(NamedTuple):
    """What is kept in memory of the accounts that were judged."""

    accounts: dict[str, dict[str, Any]]  # by number: id, name, and "closed" where it could not be entered
    regions: set[str]
    waivers: WaiverUse
    tally: Tally


class Judged:
    """Findings of accounts, judged as they come; of many accounts they go to disk."""

    def __init__(self, controls: list[Control], want: Baseline, findings: FindingsFile | list[Finding]) -> None:
        self._controls, self._want = controls, want
        self.findings = findings
        self.about = About({}, set(), WaiverUse(), Tally())

    @property
    def kinds(self) -> set[type[Fact]]:
        """The facts that the controls rest on."""
        return {kind for control in self._controls for kind in control.facts}

    def add(self, snapshot: Snapshot) -> None:
        """Judge the accounts of a snapshot."""
        found = evaluate(self._controls, snapshot, self._want)
        self.about.tally.add(found)
        self.about.waivers.add(found, self._want, snapshot.taken.date())
        self.about.regions.update(region.name for region in snapshot.regions)
        for account in snapshot.accounts:
            closed = snapshot.facts[Account, account.place]
            why = {"closed": str(closed.why)} if isinstance(closed, Unreadable) else {}
            self.about.accounts[account.id] = {"id": account.id, "name": account.name, **why}
        if isinstance(self.findings, FindingsFile):
            self.findings.add(found)
        else:
            self.findings += found

    def take_over(self, about: About, findings: Path) -> None:
        """Add what another process judged."""
        self.about.accounts.update(about.accounts)
        self.about.regions.update(about.regions)
        self.about.waivers.merge(about.waivers)
        self.about.tally.merge(about.tally)
        assert isinstance(self.findings, FindingsFile)
        self.findings.take_over(findings)

    def notes(self) -> list[str]:
        """The accounts that could not be entered, and why."""
        said = {name: account["closed"] for name, account in self.about.accounts.items() if "closed" in account}
        return [f"account {name} was not read: {why}" for name, why in sorted(said.items())]
