"""Markdown, for a pull request's comment or a step summary."""

from __future__ import annotations

from hardpan.model import Assessment, Status, Step
from hardpan.plan import Plan
from hardpan.report.score import by_control, by_section


def assessment(done: Assessment) -> str:
    """Scores by section, then every control that does not hold."""
    counts = done.counts
    lines = [
        f"# Hardpan assessment of {', '.join(account['id'] for account in done.accounts)}",
        "",
        f"{_percent(done.score())} of the controls hold. {counts['fail']} findings fail, "
        f"{counts['unknown']} are unknown, {counts['manual']} wait for a person, {counts['waived']} are waived, "
        f"{counts['pass']} pass.",
        "",
        f"Read {done.started:%Y-%m-%d %H:%M} UTC by `{done.caller}` in {len(done.regions)} Regions "
        f"with {done.reads['sent']} calls, {done.reads['denied']} of them not answered.",
        "",
        "| section | holds | pass | fail | unknown | manual |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for section in by_section(done):
        held = section.counts
        lines.append(
            f"| {section.title} | {_percent(section.score)} | {held[Status.PASS]} | {held[Status.FAIL]} "
            f"| {held[Status.UNKNOWN]} | {held[Status.MANUAL]} |"
        )
    open_ones = [c for c in by_control(done) if c.status in (Status.FAIL, Status.UNKNOWN, Status.MANUAL)]
    if open_ones:
        lines += ["", "| status | severity | control | what was seen |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {control.status} | {control.severity} | `{control.control}` | {_cell(control.headline)} |"
            for control in open_ones
        ]
    lines += [f"\n> {note}" for note in done.notes]
    return "\n".join(lines) + "\n"


def plan(made: Plan) -> str:
    """What would change, what it costs, what cannot be taken back, and what waits for a person."""
    lines = [
        f"# Hardpan plan `{made.hash}` for account {made.account}",
        "",
        f"{len(made.steps)} steps, ${made.monthly_cost_usd:.2f} a month"
        + (f" and {len(made.usage_priced)} steps priced by usage" if made.usage_priced else "")
        + f"; {len(made.irreversible)} cannot be taken back; {len(made.human_steps)} for a person.",
    ]
    if made.steps:
        lines += ["", "| where | call | change | risk | $/month |", "| --- | --- | --- | --- | ---: |"]
        lines += [_row(step) for step in made.steps]
    for title, rows in (
        (
            "For a person",
            [
                f"**{human.title}**: {' '.join(human.instructions.split())} Then `{human.check}`"
                for human in made.human_steps
            ],
        ),
        ("Blocked", [f"`{blocked.operation}`: {blocked.reason}. {blocked.unblock}" for blocked in made.blocked]),
        ("Cannot be taken back", [f"`{step.key}`: {step.undo_note}" for step in made.irreversible if not made.undoes]),
        ("What undo does not bring back", list(made.notes)),
    ):
        if rows:
            lines += ["", f"## {title}", "", *(f"- {row}" for row in rows)]
    return "\n".join(lines) + "\n"


def _row(step: Step) -> str:
    where = step.place.region or "account"
    what = _cell(change(step.before, step.after, step.because))
    risk = f"{step.risk}, final" if step.undo is None else str(step.risk)
    cost = "usage" if step.monthly_cost_usd is None else f"{step.monthly_cost_usd:.2f}"
    return f"| {where} | `{step.write.action}` | {what} | {risk} | {cost} |"


def change(before: str | None, after: str | None, because: str) -> str:
    """`before → after`, or the reason where a step names neither."""
    if before is None and after is None:
        return because
    return f"{before or 'nothing'} → {after or 'nothing'}"


def _percent(score: int | None) -> str:
    return "–" if score is None else f"{score} %"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
