"""Write docs/emulator.md: on which controls the sandbox is our own reading of AWS, and what a second emulator says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from hardpan import services
from hardpan.collect.engine import collectors_for
from hardpan.model import CONTROLS, Control
from hardpan.sandbox.registry import origin
from hardpan.sandbox.services import register_all

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "emulator.md"
AGREEMENT = ROOT / "tests" / "second_opinion" / "agreement.yaml"
_HEAD = """# What the sandbox's verdicts rest on

Written by `make reference`; do not edit.

The sandbox is [moto](https://docs.getmoto.org) behind handlers of Hardpan's own:
[why](decisions/0003-sandbox-overlay.md). A control that passes its tests there is proven against AWS as far as the
answers that it reads are AWS's. Some are **our own reading** of AWS's documentation, since moto lacks the operation,
and some are moto's, **corrected** by ours, or refused where moto refuses nothing; below, for each control, is which.
The remaining ones are moto's alone.

The last column is a second opinion: the same account, made by the same requests in
[ministack](https://pypi.org/project/ministack/), an emulator that shares no code with either and knows fewer
operations. *Same* means that Hardpan came to the same verdicts in both, before and after `apply`, and to which;
*cannot say*, that ministack lacks an operation, where Hardpan says UNKNOWN. `make second-opinion` asks again.
"""


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The page as it should be now."""
    services.load()
    register_all()
    agreement = yaml.safe_load(AGREEMENT.read_text(encoding="utf-8"))
    rows = {name: _origins(control) for name, control in sorted(CONTROLS.items())}
    return "\n".join([_HEAD, *_summary(rows, agreement), "", *_table(rows, agreement), ""])


def _origins(control: Control) -> dict[str, list[str]]:
    """The operations whose answers the control judges, by who decides them."""
    found: dict[str, list[str]] = {"overlay": [], "guard": [], "native": []}
    for action in sorted({action for collector in collectors_for(control.facts) for action in collector.reads}):
        found[origin(*action.split(":", 1))].append(action)
    return found


def _summary(rows: Mapping[str, dict[str, list[str]]], agreement: Any) -> Iterator[str]:
    ours, corrected = (sum(bool(row[kind]) for row in rows.values()) for kind in ("overlay", "guard"))
    alone = [f"`{name}`" for name, row in rows.items() if not row["overlay"] and not row["guard"]]
    yield f"Of {len(rows)} controls, {ours} read something that is our own reading, {corrected} something corrected."
    yield f"{len(alone)} rest on moto alone: {', '.join(alone)}."
    yield ""
    same: Mapping[str, str] = agreement["agree"]
    both = sum("FAIL" in said and "PASS" in said for said in same.values())
    differ = {control for found in agreement["differ"].values() for control in found}
    judged = {control for control, said in same.items() if said != "NOT_APPLICABLE"}
    unconfirmed = sum(bool(row["overlay"]) and name not in judged for name, row in rows.items())
    yield f"ministack can say something of {len(same) + len(differ)}. Of {len(same)} it says the same,"
    yield f"of {both} of these both that they fail and, later, that they pass."
    yield f"{len(differ)} differ, for the reason given. That leaves {unconfirmed} that read something which is"
    yield "our own reading, and which nobody else has seen pass or fail."


def _table(rows: Mapping[str, dict[str, list[str]]], agreement: Any) -> Iterator[str]:
    yield "| control | our own reading | corrected or refused | moto's | second opinion |"
    yield "|---|---|---|---|---|"
    for name, row in rows.items():
        cells = [", ".join(f"`{action}`" for action in row[kind]) for kind in ("overlay", "guard", "native")]
        yield f"| {' | '.join([name, *cells, _said(name, agreement)])} |"


def _said(control: str, agreement: Any) -> str:
    reasons = [found[control] for found in agreement["differ"].values() if control in found]
    if reasons:
        return f"differs: {'; '.join(dict.fromkeys(reasons))}"
    said = agreement["agree"].get(control)
    return f"same: {said}" if said else "cannot say"


if __name__ == "__main__":
    main()
