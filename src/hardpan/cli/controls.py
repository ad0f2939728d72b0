"""`hardpan controls`."""

from __future__ import annotations

import json

import click

from hardpan.model import CONTROLS, OPERATIONS, PROFILES, SECTIONS, Control, ExitCode, ProfileLevel


@click.command("controls", short_help="List the controls of the baseline.")
@click.option("--section", "sections", multiple=True, type=click.Choice(SECTIONS))
@click.option("--profile-level", type=click.Choice(PROFILES), help="Only those a baseline of this profile holds.")
@click.option("--search", metavar="TEXT", default="", help="Only those whose id, title or page contains it.")
@click.option("--output", type=click.Choice(["table", "json"]), default="table", show_default=True)
def command(sections: tuple[str, ...], profile_level: ProfileLevel | None, search: str, output: str) -> int:
    """List the controls of the baseline: what each asks, how severe, and whether Hardpan can fix it."""
    from hardpan import services
    from hardpan.frameworks import asked_by, entries

    services.load()
    fixable = {control for operation in OPERATIONS.values() for control in operation.satisfies}
    found = [
        {
            "id": control.id,
            "catalogue": control.catalogue,
            "title": control.title,
            "section": control.section,
            "profile": control.profile,
            "severity": control.severity.value,
            "scope": entries()[control.catalogue].scope,
            "modes": _modes(control, fixable),
            "cost": control.cost,
            "fixable": control.id in fixable,
            "human": control.human is not None,
            "frameworks": asked_by(control.catalogue),
        }
        for control in sorted(CONTROLS.values(), key=lambda known: (SECTIONS.index(known.section), known.id))
        if (control.section in sections or not sections)
        and (profile_level is None or control.profile in PROFILES[: PROFILES.index(profile_level) + 1])
        and search.lower() in f"{control.id} {control.page}".lower()
    ]
    if output == "json":
        click.echo(json.dumps(found, indent=2))
        return ExitCode.CLEAN
    for row in found:
        how = "fix" if row["fixable"] else "by hand"
        click.echo(f"{row['severity']:<9}{how:<8} {row['id']:<44} {row['title']}")
    click.echo(f"{len(found)} controls", err=True)
    return ExitCode.CLEAN


def _modes(control: Control, fixable: set[str]) -> list[str]:
    """What Hardpan has for it: every control sees; an operation may put right, a guardrail keep so."""
    from hardpan.frameworks import entries

    corrective = ["corrective"] if control.id in fixable else []
    return ["detective", *corrective, *(["preventive"] if entries()[control.catalogue].guardrails else [])]
