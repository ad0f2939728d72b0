"""Assessments and plans in a few plain lines, for where the whole would be too much."""

from __future__ import annotations

from collections import Counter

from hardpan.model import Assessment, Status
from hardpan.plan import Plan
from hardpan.report.cost import total
from hardpan.report.score import by_section

_KINDS = 8


def assessment_summary(done: Assessment, *, indent: str = "") -> str:
    """The score of each section, and how many of its controls fail, are unknown, or wait for a person."""
    lines = [f"{'section':<27}{'holds':>6}{'fail':>6}{'unknown':>9}{'for a person':>14}"]
    for section in by_section(done):
        counted = [section.counts[status] or "·" for status in (Status.FAIL, Status.UNKNOWN, Status.MANUAL)]
        score = "–" if section.score is None else f"{section.score} %"
        lines.append(f"{section.title:<27}{score:>6}{counted[0]:>6}{counted[1]:>9}{counted[2]:>14}")
    return "\n".join(f"{indent}{line}" for line in lines) + "\n"


def plan_summary(made: Plan, *, indent: str = "") -> str:
    """The most frequent calls, the totals, and the titles of the human steps."""
    lines = [*_calls(made), "", *_totals(made)]
    if made.human_steps:
        lines += ["", f"{len(made.human_steps)} things only a person can do:"]
        accounts = Counter(step.title for step in made.human_steps)
        lines += [f"  ☐ {title}{f' (in {many} accounts)' if many > 1 else ''}" for title, many in accounts.items()]
    return "\n".join(f"{indent}{line}".rstrip() for line in lines) + "\n"


def _calls(made: Plan) -> list[str]:
    """How often each operation of AWS is called, the most frequent first."""
    counted = Counter(step.write.action for step in made.steps).most_common()
    lines = [f"{times:>4} x {action}" for action, times in counted[:_KINDS]]
    rest = counted[_KINDS:]
    if rest:
        lines.append(f"{sum(times for _, times in rest):>4} of {len(rest)} other kinds")
    return lines


def _totals(made: Plan) -> list[str]:
    risks = Counter(step.risk.value for step in made.steps)
    lines = [
        f"{len(made.steps)} calls: {', '.join(f'{number} {risk}' for risk, number in risks.most_common())}",
        total(made),
    ]
    if made.irreversible:
        lines.append(f"{len(made.irreversible)} cannot be taken back:")
        lines += [f"  {step.write.action}: {step.undo_note}" for step in made.irreversible]
    return lines
