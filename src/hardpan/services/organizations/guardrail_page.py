"""The page of the control on a guardrail: what its definition and its document say, for a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Any

from hardpan.guardrails import GUARDRAILS, ROOT, Guardrail, Parameters, render, where
from hardpan.model import PROFILES

_WIDTH = 118
_ACTIONS = 8  # of a statement that are named
_SOURCES = {
    "SERVICE_CONTROL_POLICY": "orgs_manage_policies_scps.html",
    "RESOURCE_CONTROL_POLICY": "orgs_manage_policies_rcps.html",
    "DECLARATIVE_POLICY_EC2": "orgs_manage_policies_declarative.html",
}
_GUIDE = "https://docs.aws.amazon.com/organizations/latest/userguide/"
_BINDS = {
    "SERVICE_CONTROL_POLICY": "The management account is never bound by it, nor are service-linked roles.",
    "RESOURCE_CONTROL_POLICY": "Resources of the management account are never covered by it, and service-linked roles "
    "are never bound.",
}
_SETTINGS = "It is a setting that accounts inherit: on the root it holds in the management account too."
# Values that show which placeholders a document has, where it is not yet made for an organization.
_SHOWN = Parameters(
    organization="o-exampleorgid",
    home_region="us-east-1",
    allowed_regions=("us-east-1",),
    trusted_accounts=("444455556666",),
    github_owners=("1234567",),
    backup_account="111122223333",
)


def page(name: str) -> str:
    """The page, as that of a control that has a file of its own."""
    guardrail = GUARDRAILS[name]
    assert guardrail.control is not None
    about, source = _about(guardrail)
    return "\n\n".join(
        [
            f"{guardrail.control.title}.",
            _filled(f"Without it: {guardrail.prevents}"),
            *about,
            "What it says:\n" + "\n".join(_said(guardrail)),
            "Check by hand:\n" + "\n".join(_checks(guardrail)),
            "Fix by hand:\n" + "\n".join(_fixes(guardrail)),
            "Edge cases:\n" + "\n".join(_edges(guardrail)),
            f"Source: {source}",
        ]
    )


def _about(guardrail: Guardrail) -> tuple[list[str], str]:
    """What is to be known of it, and the last address in that, or the guide's on its type."""
    addresses = re.findall(r"https://\S+", guardrail.page)
    words = re.sub(r"https://\S+\n?", "", guardrail.page)
    usual = _GUIDE + _SOURCES.get(guardrail.kind, "orgs_manage_policies.html")
    return [_filled(words)], addresses[-1] if addresses else usual


def _said(guardrail: Guardrail) -> Iterator[str]:
    document = render(guardrail.name, _SHOWN)
    if guardrail.use is None:
        for setting, value in _settings(document):
            yield from _indented(f"{setting}: {value}")
        return
    for statement in document["Statement"]:
        yield from _indented(f"{statement['Sid']}: {_denied(statement)}. {_exempt(statement)}")


def _settings(part: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Each setting of a document by its way there, without operators: `serial_console_access.status: disabled`."""
    if not isinstance(part, Mapping):
        yield name, ", ".join(map(str, part)) if isinstance(part, list) else str(part)
        return
    for key, below in part.items():
        yield from _settings(below, name if key == "@@assign" else f"{name}.{key}".lstrip("."))


def _denied(statement: Mapping[str, Any]) -> str:
    others = "NotAction" in statement
    actions = _listed(statement["NotAction" if others else "Action"])
    more = f" and {len(actions) - _ACTIONS} more" if len(actions) > _ACTIONS else ""
    named = f"{', '.join(actions[:_ACTIONS])}{more}"
    return f"denies everything but {named}" if others else f"denies {'everything' if named == '*' else named}"


def _exempt(statement: Mapping[str, Any]) -> str:
    """Which roles are exempt, and on what else it depends."""
    roles: list[str] = []
    keys: list[str] = []
    for asked in statement.get("Condition", {}).values():
        for key, values in asked.items():
            if key == "aws:PrincipalArn":
                roles += [value.rpartition(":")[2] for value in _listed(values)]
            else:
                keys.append(key)
    exempt = f"Exempt: {', '.join(dict.fromkeys(roles))}." if roles else "No role is exempt."
    return f"{exempt} It looks at {', '.join(dict.fromkeys(keys))}." if keys else exempt


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _checks(guardrail: Guardrail) -> Iterator[str]:
    yield f"    aws organizations list-policies --filter {guardrail.kind}"
    yield "    aws organizations list-targets-for-policy --policy-id POLICY_ID"
    yield "    aws organizations describe-policy --policy-id POLICY_ID"
    if guardrail.use is None:
        yield (f"    aws organizations describe-effective-policy --policy-type {guardrail.kind} --target-id ACCOUNT_ID")


def _fixes(guardrail: Guardrail) -> Iterator[str]:
    yield (
        f"    aws organizations create-policy --type {guardrail.kind} --name {guardrail.policy_name}"
        f" --description DESCRIPTION --content file://{guardrail.name}.json"
    )
    yield f"    aws organizations update-policy --policy-id POLICY_ID --content file://{guardrail.name}.json"
    yield "    aws organizations attach-policy --policy-id POLICY_ID --target-id ROOT_OR_OU_ID"


def _edges(guardrail: Guardrail) -> Iterator[str]:
    for profile in PROFILES:
        if paths := where(guardrail.name, profile):
            yield from _indented(f"Profile {profile} attaches it to {_places(paths)}.")
    for first in guardrail.before:
        yield from _indented(f"First: {first}")
    yield from _indented(
        f"{_BINDS.get(guardrail.kind, _SETTINGS)} hardpan plan --output aws-cli prints the document with everything "
        "that is yours filled in. Where policies of others leave too few places, guardrails share one policy, and this "
        "says which; where they do not fit at all, what is attached there has to be tidied first. In a landing zone of "
        "Control Tower every unit keeps four of its places for Control Tower's own policies, every Region that it "
        "governs stays open, and its role AWSControlTowerExecution is exempt."
    )


def _places(paths: Iterable[str]) -> str:
    return ", ".join("the root" if path == ROOT else path for path in paths)


def _filled(text: str) -> str:
    return "\n".join(wrap(" ".join(text.split()), _WIDTH, break_on_hyphens=False))


def _indented(text: str) -> list[str]:
    words = " ".join(text.split())
    return wrap(words, _WIDTH, initial_indent="    ", subsequent_indent="        ", break_on_hyphens=False)
