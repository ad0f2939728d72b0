"""What the organization's guardrails say of EC2's settings, by hardpan.yaml."""

from __future__ import annotations

from hardpan.config import Baseline
from hardpan.guardrails import ROOT
from hardpan.model import Place
from hardpan.snapshot import Snapshot

from ..organizations.wanted import names_at, names_over


def guardrails_over(want: Baseline, have: Snapshot, here: Place) -> frozenset[str]:
    """The guardrails that the file puts over an account, which it knows by its name; none where it describes no
    organization.

    What a declarative policy sets, no account can set, nor take back: the guardrail alone does.
    """
    if not want.organization.described:
        return frozenset()
    names = {account.name for account in have.accounts if account.id == here.account}
    unit = next((one.unit for one in want.organization.accounts if one.name in names), None)
    return frozenset(names_over(want, unit) if unit else names_at(want, ROOT))
