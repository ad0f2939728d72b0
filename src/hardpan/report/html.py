"""An assessment as one HTML page that needs nothing else: no script, no font, no picture from anywhere.

What it shows comes from AWS and may be hostile (a bucket's name, a user's); the template escapes everything, and the
page's own policy lets nothing be loaded or run.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from hardpan import __version__
from hardpan.frameworks import Held
from hardpan.model import CONTROLS, OPERATIONS, Assessment, Control, ControlResult, Finding, Status
from hardpan.plan import HumanStep, Plan
from hardpan.report.cost import total
from hardpan.report.grouped import people
from hardpan.report.page import Page, page_of
from hardpan.report.requirements import WORDS as STANDINGS
from hardpan.report.requirements import totals
from hardpan.report.score import SectionResult, by_control, by_section, whose

_FIRST = 6  # controls under "what to do first"
_OPEN = (Status.FAIL, Status.UNKNOWN, Status.MANUAL)
_WORDS = {
    Status.PASS: ("✓", "holds"),
    Status.FAIL: ("✕", "fails"),
    Status.UNKNOWN: ("?", "unknown"),
    Status.MANUAL: ("☐", "for a person"),
    Status.WAIVED: ("~", "waived"),
    Status.NOT_APPLICABLE: ("–", "does not apply"),
}


@dataclass(frozen=True)
class _Row:
    """A control as the page shows it."""

    result: ControlResult
    page: Page | None
    human: str | None
    operations: tuple[str, ...]
    calls: tuple[str, ...]

    @property
    def shown(self) -> tuple[Finding, ...]:
        return self.result.findings

    @property
    def hidden(self) -> int:
        return self.result.counts.total() - len(self.result.findings)


@dataclass(frozen=True)
class _Chapter:
    """A section as the page shows it, and what it was before."""

    result: SectionResult
    before: int | None
    rows: tuple[_Row, ...]


def assessment(done: Assessment, by: Held | None = None) -> str:
    """The page of one assessment."""
    return _page(done, None, None, (), by)


def before_and_after(
    before: Assessment, after: Assessment, plan: Plan | None = None, human_steps: tuple[HumanStep, ...] = ()
) -> str:
    """The page of an assessment beside the one before it, with the plan that lay between and what is left to people."""
    return _page(after, before, plan, human_steps)


def _page(
    done: Assessment,
    before: Assessment | None,
    plan: Plan | None,
    human: tuple[HumanStep, ...],
    by: Held | None = None,
) -> str:
    environment = Environment(
        loader=PackageLoader("hardpan.report", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.lstrip_blocks = True
    environment.filters["with_code"] = _with_code
    then = {section.section: section.score for section in by_section(before)} if before else {}
    chapters = [
        _Chapter(section, then.get(section.section), tuple(_row(result) for result in section.controls))
        for section in by_section(done)
    ]
    return (
        environment.get_template("report.html.j2").render(
            done=done,
            by=by,
            by_totals=totals(by) if by else "",
            standings=STANDINGS,
            whose=whose(done),
            before=before,
            plan=plan,
            human_steps=list(people(human, {})),
            changes=_changes(plan),
            cost=total(plan) if plan else "",
            chapters=chapters,
            first=[_row(result) for result in by_control(done) if result.status in _OPEN][:_FIRST],
            controls=Counter(result.status for result in by_control(done)),
            words=_WORDS,
            statuses=list(Status),
            version=__version__,
            seconds=(done.finished - done.started).total_seconds(),
        )
        + "\n"
    )


def _row(result: ControlResult) -> _Row:
    control: Control | None = CONTROLS.get(result.control)
    fixes = tuple(sorted(found.id for found in OPERATIONS.values() if result.control in found.satisfies))
    return _Row(
        result=result,
        page=page_of(control) if control else None,
        human=control.human if control and result.status in _OPEN else None,
        operations=fixes,
        calls=_calls(result.findings),
    )


def _calls(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """The requests that the findings rest on, by operation and outcome, with how many of them there were."""
    seen = {id(item): item for finding in findings for item in finding.evidence}
    counted = Counter((f"{item.service}:{item.operation}", item.outcome) for item in seen.values())
    return tuple(
        f"{action}{f' × {number}' if number > 1 else ''}{'' if outcome == 'ok' else f' ({outcome})'}"
        for (action, outcome), number in sorted(counted.items())
    )


def _with_code(text: str) -> Markup:
    """Escaped text in which what stands between backticks is code."""
    words = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(word) if number % 2 and number < len(words) - 1 else escape(word)
        for number, word in enumerate(words)
    )


def _changes(plan: Plan | None) -> list[tuple[str, int]]:
    """What a plan sends, by operation of AWS, the most frequent first."""
    if plan is None:
        return []
    return Counter(step.write.action for step in plan.steps).most_common()
