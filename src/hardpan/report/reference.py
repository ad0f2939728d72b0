"""What there is to know of a control: for `hardpan explain`, and as the pages of docs/controls."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import EXAMPLE, Baseline
from hardpan.evaluate import evaluate
from hardpan.frameworks import asked_by, entries
from hardpan.model import CONTROLS, OPERATIONS, SECTIONS, Control, Fact, Operation, Scene, Section, Status
from hardpan.prices import DATED
from hardpan.report.markdown import with_code
from hardpan.report.page import Part, page_of
from hardpan.report.score import SECTION_TITLES
from hardpan.snapshot import Snapshot

_MOST = 6  # examples of one status
MADE = "Made from the controls by `make reference`: what is wrong here is mended there."


def explained(control: Control) -> str:
    """Everything about a control, for a terminal."""
    return "\n".join(_lines(control)) + "\n"


def _lines(control: Control) -> Iterator[str]:
    yield f"{control.id}   {control.severity}   {control.section}   profile {control.profile}   {control.cost}"
    yield f"judges {control.catalogue}; asked for by {asked_for(control)}"
    if "$" in control.cost:
        yield DATED
    yield from ("", control.page, "", "Says, for example:")
    yield from (f"    {status:<15}{message}" for status, message in examples(control))
    for operation in fixes(control):
        yield f"\nHardpan's fix: {operation.id}: {operation.page.partition(chr(10))[0]}"
        yield f"    hardpan plan --control {control.id} --out plan.json"
        if operation.consent:
            yield f"    asks for consent (--consent {operation.id}): {operation.consent}"
    if control.human:
        yield "\nFor a person:"
        yield from (f"    {line}" for line in control.human.strip().splitlines())


def asked_for(control: Control) -> str:
    """The frameworks that rest on the control's entry, each with its numbers."""
    return ", ".join(f"{name} {' '.join(numbers)}" for name, numbers in asked_by(control.catalogue).items()) or "none"


def fixes(control: Control) -> list[Operation]:
    """The operations that make it pass."""
    return [operation for _, operation in sorted(OPERATIONS.items()) if control.id in operation.satisfies]


def examples(control: Control) -> list[tuple[Status, str]]:
    """What the control says of the examples it is held to, the first few of each status."""
    kinds = (control.passes, control.fails, control.manual, control.not_applicable)
    return [
        said for scenes in kinds for said in list(dict.fromkeys(_judged(control, scene) for scene in scenes))[:_MOST]
    ]


def _judged(control: Control, scene: Scene) -> tuple[Status, str]:
    """What is said of a scene's subject, which comes first in it."""
    items = list(scene) if isinstance(scene, tuple) else [scene]
    subject, *joined = [item for item in items if isinstance(item, Fact)]
    want = next((item for item in items if isinstance(item, Baseline)), EXAMPLE)
    seen = Snapshot.of(subject, *(fact for fact in joined if type(fact) in control.facts))
    findings = evaluate([control], seen, want)
    finding = next((one for one in findings if one.resource == subject.resource), findings[0])
    return finding.status, finding.message


def pages() -> dict[str, str]:
    """The files of docs/controls, by name: one for each section, and a list of all."""
    return {"README.md": _index(), **{f"{section}.md": _section(section) for section in SECTIONS}}


def _of(section: Section) -> list[Control]:
    return sorted((one for one in CONTROLS.values() if one.section == section), key=lambda one: one.id)


def _index() -> str:
    lines = ["# Controls", "", MADE]
    for section in SECTIONS:
        lines += ["", f"## [{SECTION_TITLES[section]}]({section}.md)", "", *_table(_of(section), f"{section}.md")]
    return "\n".join(lines) + "\n"


def _table(controls: list[Control], file: str) -> Iterator[str]:
    yield from ("| control | severity | profile | fix | about |", "| --- | --- | --- | --- | --- |")
    for one in controls:
        anchor = one.id.replace(".", "")
        how = "Hardpan" if fixes(one) else "by hand"
        about = with_code(one.title)
        yield f"| [{one.id}]({file}#{anchor}) | {one.severity} | {one.profile} | {how} | {about} |"


def _section(section: Section) -> str:
    lines = [f"# {SECTION_TITLES[section]}", "", MADE]
    for control in _of(section):
        lines += ["", *_page(control)]
    return "\n".join(lines) + "\n"


def _page(control: Control) -> Iterator[str]:
    page = page_of(control)
    yield from (f"## {control.id}", "", f"**{with_code(control.title)}.** {with_code(page.why)}", "")
    dated = f" ({DATED})" if "$" in control.cost else ""
    yield f"- {control.severity}, profile {control.profile}; asked of each {entries()[control.catalogue].scope}"
    yield f"- cost: {with_code(control.cost)}{dated}"
    yield f"- entry {control.catalogue}, asked for by {asked_for(control)}"
    for heading, parts in (("Check by hand", page.check), ("Fix by hand", page.fix), ("Edge cases", page.edge_cases)):
        if parts:
            yield from ("", f"**{heading}**", *_parts(parts))
    for operation in fixes(control):
        yield from ("", f"**Hardpan's fix**: {operation.id}. {with_code(' '.join(operation.page.split()))}")
        if operation.consent:
            yield from ("", f"It asks for consent: {with_code(operation.consent)}.")
    if control.human:
        yield from ("", f"**For a person**: {with_code(' '.join(control.human.split()))}")
    yield from ("", "**Says, for example**", "")
    yield from (f"- {status}: {with_code(message)}" for status, message in examples(control))
    if page.source:
        yield from ("", f"Source: <{page.source}>")


def _parts(parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        yield from ("", "```sh", part.text, "```") if part.command else ("", with_code(part.text))
