"""Markdown, for a pull request's comment or a step summary."""

from __future__ import annotations

import re

from hardpan.frameworks import Answer, Held
from hardpan.model import Assessment, Status, Step
from hardpan.plan import Plan
from hardpan.report.cost import monthly, notes, total
from hardpan.report.grouped import in_accounts_there, in_new_accounts, people
from hardpan.report.requirements import WORDS, totals
from hardpan.report.score import by_control, by_section, whose

# What GitHub takes for markup within a line; the dollar begins mathematics.
# https://github.github.com/gfm/#backslash-escapes
# Not within a word, where it means nothing and may be part of an address: an underscore, an ampersand of no entity.
_MARKUP = re.compile(r"([\\`*\[\]<>|~$]|(?<!\w)_|_(?!\w)|&(?=#|\w+;))")
_AT_START = re.compile(r"^(\d*)([#+=.)-])")  # headings and lists
_TABLE = ("| where | call | change | risk | cost |", "| --- | --- | --- | --- | ---: |")


def assessment(done: Assessment, by: Held | None = None) -> str:
    """Scores by section, a framework's requirements if asked, then every control that does not hold."""
    counts = done.counts
    lines = [
        f"# Hardpan assessment of {_small(whose(done))}",
        "",
        f"{_percent(done.score())} of the controls hold. {counts['fail']} findings fail, "
        f"{counts['unknown']} are unknown, {counts['manual']} wait for a person, {counts['waived']} are waived, "
        f"{counts['pass']} pass.",
        "",
        f"Read {done.started:%Y-%m-%d %H:%M} UTC by {_code(done.caller)} in {len(done.regions)} Regions "
        f"with {done.reads['sent']} calls, {done.reads['denied']} of them not answered.",
        "",
        "| section | holds | pass | fail | unknown | manual | waived | n/a |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    order = (Status.PASS, Status.FAIL, Status.UNKNOWN, Status.MANUAL, Status.WAIVED, Status.NOT_APPLICABLE)
    for section in by_section(done):
        counted = " | ".join(str(section.counts[status]) for status in order)
        lines.append(f"| {section.title} | {_percent(section.score)} | {counted} |")
    lines += _requirements(by) if by else []
    open_ones = [c for c in by_control(done) if c.status in (Status.FAIL, Status.UNKNOWN, Status.MANUAL)]
    if open_ones:
        lines += ["", "| status | severity | control | what was seen |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {control.status} | {control.severity} | `{control.control}` | {_text(control.headline)} |"
            for control in open_ones
        ]
    lines += [f"\n> {_text(note)}" for note in done.notes]
    return "\n".join(lines) + "\n"


def _requirements(by: Held) -> list[str]:
    table = ["", "| standing | requirement | about | why |", "| --- | --- | --- | --- |"]
    return [
        "",
        f"## {_text(by.framework.title)}",
        "",
        f"{totals(by)}. [Source]({by.framework.source}).",
        *table,
        *(_answer(answer) for answer in by.answers),
        *([f"\n> {_text(by.framework.caveat)}"] if by.framework.caveat else []),
    ]


def _answer(answer: Answer) -> str:
    asked = answer.requirement
    about = asked.title + (f" ({asked.level})" if asked.level else "")
    why = [f"`{result.control}` {result.status}: {_text(result.headline)}" for result in answer.telling]
    why += [_text(answer.note)] if answer.note else []
    return f"| {WORDS[answer.standing]} | {asked.id} | {_text(about)} | {'<br>'.join(why)} |"


def plan(made: Plan) -> str:
    """What would change, what it costs, what cannot be taken back, and what waits for a person."""
    lines = [
        f"# Hardpan plan `{made.hash}` for account {made.account}",
        "",
        f"{len(made.steps)} steps, {'' if made.undoes else f'{total(made)}; '}"
        f"{len(made.irreversible)} cannot be taken back; {len(made.human_steps)} for a person.",
    ]
    if there := in_accounts_there(made):
        many = len({step.place.account for step in there}) > 1
        lines += ["", *_TABLE, *(_row(step, many=many) for step in there)]
    for heading, steps in in_new_accounts(made):
        lines += ["", f"## {_text(heading)}", "", *_TABLE]
        lines += [_row(step, many=False) for step in steps]
    for title, rows in (
        (
            "For a person",
            [
                f"**{_text(human.title)}**{f' in {accounts}' if accounts else ''}: {_text(human.instructions)}"
                f" Then {_code(human.check)}" + "".join(f"\n  - {_text(reason)}" for reason in human.because)
                for accounts, human in people(made.human_steps, made.planned_accounts)
            ],
        ),
        ("What it costs", [_text(note) for note in notes(made)]),
        ("Blocked", [f"{_code(item.operation)}: {_text(item.reason)}. {_text(item.unblock)}" for item in made.blocked]),
        (
            "Cannot be taken back",
            [f"{_code(step.key)}: {_text(step.undo_note)}" for step in made.irreversible if not made.undoes],
        ),
        ("What undo does not bring back", [_text(note) for note in made.notes]),
    ):
        if rows:
            lines += ["", f"## {title}", "", *(f"- {row}" for row in rows)]
    return "\n".join(lines) + "\n"


def _row(step: Step, *, many: bool) -> str:
    where = f"{step.place.account + ' ' if many else ''}{step.place.region or 'account'}"
    what = _text(f"{step.resource or ''} {change(step.before, step.after, step.because)}")
    risk = f"{step.risk}, final" if step.undo is None else str(step.risk)
    return f"| {where} | `{step.write.action}` | {what} | {risk} | {monthly(step)} |"


def change(before: str | None, after: str | None, because: str) -> str:
    """`before → after`, or the reason where a step names neither."""
    if before is None and after is None:
        return because
    return f"{before or 'nothing'} → {after or 'nothing'}"


def _small(words: str) -> str:
    return words[0].lower() + words[1:]


def _percent(score: int | None) -> str:
    return "–" if score is None else f"{score} %"


def _text(text: str) -> str:
    """Text that shows as it is, on one line: names in AWS are chosen by whoever made the resource."""
    return _AT_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", " ".join(text.split())))


def with_code(text: str) -> str:
    """Text that shows as it is, but that what stands between backticks is code."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:
        return _text(text)
    return _AT_START.sub(
        r"\1\\\2", "`".join(part if number % 2 else _MARKUP.sub(r"\\\1", part) for number, part in enumerate(parts))
    )


def _code(text: str) -> str:
    """A span of code, fenced by more backticks than the text has in a row."""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if len(fence) > 1 else ""
    return f"{fence}{pad}{' '.join(text.split())}{pad}{fence}"
