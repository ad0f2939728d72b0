"""How an assessment stands to a framework, as every format says it."""

from __future__ import annotations

from typing import Any

from hardpan.frameworks import Answer, Held, Standing

WORDS = {
    Standing.MET: "met",
    Standing.NOT_MET: "not met",
    Standing.UNKNOWN: "unknown",
    Standing.MANUAL: "for a person",
    Standing.WAIVED: "waived",
    Standing.NOT_COVERED: "not covered",
    Standing.NOT_APPLICABLE: "does not apply",
}


def totals(by: Held) -> str:
    """How many requirements stand how: `12 met, 3 not met, 55 not covered, of 70 requirements`."""
    counted = [f"{by.counts[standing.value.lower()]} {words}" for standing, words in WORDS.items()]
    return f"{', '.join(words for words in counted if not words.startswith('0 '))}, of {len(by.answers)} requirements"


def as_dict(by: Held) -> dict[str, Any]:
    """For `assess --output json`."""
    return {
        "id": by.framework.id,
        "title": by.framework.title,
        "source": by.framework.source,
        "complete": by.framework.complete,
        "caveat": by.framework.caveat or None,
        "summary": by.counts,
        "requirements": [_requirement(answer) for answer in by.answers],
    }


def _requirement(answer: Answer) -> dict[str, Any]:
    asked = answer.requirement
    return {
        "id": asked.id,
        "title": asked.title,
        "level": asked.level or None,
        "standing": answer.standing.value,
        "why": answer.why,
        "entries": list(asked.entries),
        "not_yet": list(asked.missing),
        "rest": asked.rest or None,
        "controls": [{"id": result.control, "status": result.status.value} for result in answer.results],
    }
