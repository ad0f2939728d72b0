"""Assessments and plans for a terminal; plain lines that wrap nothing when the output goes elsewhere."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from hardpan.frameworks import Answer, Held, Standing
from hardpan.model import Assessment, Risk, Status, Step
from hardpan.plan import Plan
from hardpan.report.cost import monthly, notes, total
from hardpan.report.grouped import in_accounts_there, in_new_accounts, people
from hardpan.report.markdown import change
from hardpan.report.requirements import WORDS
from hardpan.report.requirements import totals as by_standing
from hardpan.report.score import SectionResult, by_control, by_section, where, whose

_STYLE = {
    Status.PASS: "green",
    Status.FAIL: "bold red",
    Status.UNKNOWN: "bold yellow",
    Status.MANUAL: "cyan",
    Status.WAIVED: "dim",
    Status.NOT_APPLICABLE: "dim",
}
_STANDING = {
    Standing.MET: _STYLE[Status.PASS],
    Standing.NOT_MET: _STYLE[Status.FAIL],
    Standing.UNKNOWN: _STYLE[Status.UNKNOWN],
    Standing.MANUAL: _STYLE[Status.MANUAL],
    Standing.WAIVED: "dim",
    Standing.NOT_COVERED: "yellow",
    Standing.NOT_APPLICABLE: "dim",
}
_RISK = {Risk.SAFE: "green", Risk.DISRUPTIVE: "yellow", Risk.DESTRUCTIVE: "red", Risk.IRREVERSIBLE: "bold red"}
_WIDE = 100_000  # off a terminal nothing is wrapped, so that ARNs stay whole
_SHOWN = 5  # findings of one control spelled out; the data formats have them all


def assessment(done: Assessment, by: Held | None = None) -> str:
    """Scores by section, then what does not hold with its first findings; or instead a framework's requirements."""
    parts: list[RenderableType] = [_headline(done)]
    parts += _requirements(by) if by else [sections(by_section(done)), *_open(done)]
    parts += [Text(f"note: {said(note)}", style="yellow") for note in done.notes]
    return _text(parts)


def plan(made: Plan) -> str:
    """Steps as `+ ~ - !`, then what waits for a person or a decision, then the totals."""
    there = in_accounts_there(made)
    many = len({step.place.account for step in there}) > 1
    parts: list[RenderableType] = [_line(step, many=many) for step in there]
    for heading, steps in in_new_accounts(made):
        parts.append(Text.assemble("\n  ", (heading, "bold"), f" ({len(steps)} changes)"))
        parts += [_line(step, many=False) for step in steps]
    for accounts, human in people(made.human_steps, made.planned_accounts):
        parts.append(Text.assemble(("  ☐ ", "cyan"), (human.title, "bold"), f" in {accounts}" if accounts else ""))
        parts += [Text(f"      {line}") for line in human.instructions.strip().splitlines()]
        parts += [Text(f"      · {said(reason)}") for reason in human.because]
        parts.append(Text(f"      check: {human.check}", style="dim"))
    for blocked in made.blocked:
        parts.append(Text.assemble(("  ■ ", "yellow"), (blocked.operation, "bold"), f"  {said(blocked.reason)}"))
        parts.append(Text(f"      {said(blocked.unblock)}", style="dim"))
    parts += [Text(f"  $ {said(note)}", style="yellow") for note in notes(made)]
    parts += [Text(f"  stays: {said(note)}", style="yellow") for note in made.notes]
    parts.append(totals(made))
    return _text(parts)


def before_and_after(before: Assessment, after: Assessment) -> str:
    """Two assessments side by side, by section."""
    table = Table(title="Before and after", title_justify="left", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in ("section", "before", "after"):
        table.add_column(heading, justify="left" if heading == "section" else "right", no_wrap=True)
    table.add_column("", no_wrap=True)
    then = {section.section: section for section in by_section(before)}
    for section in by_section(after):
        old = then.get(section.section)
        table.add_row(section.title, _percent(old.score if old else None), _percent(section.score), _bar(section.score))
    table.add_row("all", _percent(before.score()), _percent(after.score()), _bar(after.score()), style="bold")
    return _text([table])


def totals(made: Plan) -> Text:
    """The plan's last line: how much, what it costs, what is final."""
    words = [f"{len(made.steps)} changes"]
    words += [] if made.undoes else [total(made)]
    risky = sum(step.risk is not Risk.SAFE for step in made.steps)
    words += [f"{risky} may disturb something"] if risky else []
    words += [f"{len(made.irreversible)} cannot be taken back"] if made.irreversible and not made.undoes else []
    human = len(list(people(made.human_steps, made.planned_accounts)))
    words += [f"{human} for you"] if human else []
    words += [f"{len(made.blocked)} blocked"] if made.blocked else []
    name = f"Undo of {made.undoes}" if made.undoes else "Plan"
    return Text(f"{name} {made.hash}: {', '.join(words)}.", style="bold")


def sections(results: Iterable[SectionResult]) -> Table:
    """One row a section: score and counts of controls."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("section")  # the one that gives way where a terminal is narrow
    table.add_column("", no_wrap=True)
    for heading in ("holds", "pass", "fail", "unknown", "manual", "waived", "n/a"):
        table.add_column(heading, justify="right", no_wrap=True)
    order = (Status.PASS, Status.FAIL, Status.UNKNOWN, Status.MANUAL, Status.WAIVED, Status.NOT_APPLICABLE)
    for result in results:
        cells = [
            Text(str(result.counts[status] or "·"), style=_STYLE[status] if result.counts[status] else "dim")
            for status in order
        ]
        table.add_row(result.title, _bar(result.score, 10), _percent(result.score), *cells)
    return table


def _headline(done: Assessment) -> Text:
    counts = done.counts
    return Text.assemble(
        (f"{whose(done)}: {_percent(done.score())} of the controls hold. ", "bold"),
        f"{counts['fail']} findings fail, {counts['unknown']} unknown, {counts['manual']} for a person, "
        f"{counts['pass']} pass; {done.reads['sent']} calls in {len(done.regions)} Regions, "
        f"{(done.finished - done.started).total_seconds():.1f} s.\n",
    )


def _requirements(by: Held) -> Iterable[Text]:
    """Each requirement in the framework's order, below it what its controls say and what nobody can read."""
    yield Text.assemble((by.framework.title, "bold"), f": {by_standing(by)}.\n")
    for answer in by.answers:
        yield _requirement(answer)
        for result in answer.telling:
            status = (f"    {result.status.value:<8}", _STYLE[result.status])
            yield Text.assemble(status, f"{result.control}: {said(result.headline)}")
        if answer.note:
            yield Text(f"    {answer.note}", style="dim")
    yield Text()
    if by.framework.caveat:
        yield Text(f"note: {by.framework.title}: {by.framework.caveat}", style="yellow")


def _requirement(answer: Answer) -> Text:
    asked = answer.requirement
    return Text.assemble(
        (f"{WORDS[answer.standing]:<15}", _STANDING[answer.standing]),
        (f"{asked.id:<11} ", "bold"),
        asked.title + (f" ({asked.level})" if asked.level else ""),
    )


def _open(done: Assessment) -> Iterable[Text]:
    for result in by_control(done):
        if result.status not in (Status.FAIL, Status.UNKNOWN, Status.MANUAL):
            continue
        yield Text.assemble(
            "\n",
            (f"{result.status.value:<8}", _STYLE[result.status]),
            f"{result.severity.value:<9}",
            (result.control, "bold"),
            f"  {result.title}",
        )
        for finding in result.of_status[:_SHOWN]:
            place = where(finding, done)
            yield Text(f"    {said(place) + ': ' if place else ''}{said(finding.message)}")
        if result.worst > _SHOWN:
            yield Text(f"    and {result.worst - _SHOWN:,} more (--output json has them all)", style="dim")


def _line(step: Step, *, many: bool) -> Text:
    """One step; `many`: of a plan for several accounts, so that each says in which."""
    sign = "+" if step.before is None else "-" if step.after is None else "~"
    if step.risk in (Risk.DESTRUCTIVE, Risk.IRREVERSIBLE):
        sign = "!"
    cost = monthly(step)
    final = "" if step.undo is not None or step.key.startswith("undo/") else "  (final)"
    return Text.assemble(
        (f"  {sign} ", _RISK[step.risk]),
        f"{step.place.account + ' ' if many else ''}{step.place.region or 'account':<15} ",
        (step.write.action, "bold"),
        f" {said(step.resource)} " if step.resource else "  ",
        said(change(step.before, step.after, step.because)),
        (f"  {cost}" * bool(cost) + final, "dim" if cost == "free" else "yellow"),
    )


def said(text: str) -> str:
    """A text from AWS on one line, without the control characters that would command a terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in " ".join(text.split()))


def _bar(score: int | None, width: int = 20) -> Text:
    filled = round((score or 0) * width / 100)
    return Text.assemble(("█" * filled, "green"), ("░" * (width - filled), "dim"))


def _percent(score: int | None) -> str:
    return "–" if score is None else f"{score} %"


def _text(parts: Iterable[RenderableType]) -> str:
    on_terminal = sys.stdout.isatty()
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        force_terminal=on_terminal,
        width=None if on_terminal else _WIDE,
        soft_wrap=not on_terminal,
        highlight=False,
        emoji=False,
        markup=False,
    )
    for part in parts:
        console.print(part)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"
