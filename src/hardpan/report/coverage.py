"""How much of the catalogue and of each framework is judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from hardpan.frameworks import Coverage, Framework, FrameworkCoverage, Requirement
from hardpan.report.score import SECTION_TITLES

# Of requirements: the name of the count, and what it says.
_KINDS = {
    "whole": "all",
    "readable": "all but a person's part",
    "partial": "in part",
    "missing": "not yet",
    "outside": "never",
}


def table(found: Coverage) -> str:
    """Counts, then the entries without a control, by section."""
    many = len(found.judged) + len(found.missing)
    lines = [
        f"{len(found.judged)} of {many} entries of the catalogue are judged, by {found.controls} controls; "
        f"{found.fixable} of these Hardpan can make hold.",
        "",
        f"{'framework':<18}{'':>4}" + "".join(f"{words:>{len(words) + 3}}" for words in _KINDS.values()),
    ]
    for one in found.frameworks:
        counted = [f"{len(getattr(one, kind)):>{len(words) + 3}}" for kind, words in _KINDS.items()]
        lines.append(f"{one.framework.id:<18}{len(one.framework.requirements):>4}{''.join(counted)}")
    lines += ["", f"{len(found.missing)} entries have no control yet:"]
    for section, title in SECTION_TITLES.items():
        if missing := [entry for entry in found.missing if entry.section == section]:
            lines += [f"  {title}", *(f"    {entry.level:<12}{entry.id:<36}{entry.title}" for entry in missing)]
    return "\n".join(lines) + "\n"


def requirements(framework: Framework) -> str:
    """Each requirement of a framework, what judges it, and what does not."""
    return "\n".join([framework.title, "", *_lines(framework.requirements)]) + "\n"


def _lines(asked: Iterable[Requirement]) -> Iterator[str]:
    for one in asked:
        yield f"{one.id:<11} {one.title}"
        if one.controls:
            yield f"    judged by {', '.join(one.controls)}"
        if one.missing:
            yield f"    not yet: {', '.join(one.missing)}"
        if one.rest:
            yield f"    for a person: {one.rest}"
        if one.why:
            yield f"    not covered: {one.why}"


def as_dict(found: Coverage, only: Framework | None) -> dict[str, Any]:
    """For `--output json`."""
    frameworks = [one for one in found.frameworks if only in (None, one.framework)]
    catalogue = {
        "entries": len(found.judged) + len(found.missing),
        "judged": [entry.id for entry in found.judged],
        "missing": [entry.id for entry in found.missing],
    }
    return {
        "controls": found.controls,
        "fixable": found.fixable,
        "catalogue": catalogue,
        "frameworks": [_framework(one) for one in frameworks],
    }


def _framework(one: FrameworkCoverage) -> dict[str, Any]:
    return {
        "id": one.framework.id,
        "title": one.framework.title,
        "source": one.framework.source,
        "complete": one.framework.complete,
        "caveat": one.framework.caveat or None,
        "requirements": len(one.framework.requirements),
        **{kind: [asked.id for asked in getattr(one, kind)] for kind in _KINDS},
        "reasons": {asked.id: asked.why for asked in one.outside},
    }
