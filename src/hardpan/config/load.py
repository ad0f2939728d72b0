"""`hardpan.yaml` to a Baseline: every scalar read as text, every error at once with file:line:column."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from hardpan.config import baseline, ci, document, identity_center, shape
from hardpan.config.complaints import complaint
from hardpan.config.defaults import completed
from hardpan.config.group import Group
from hardpan.config.kinds import Around
from hardpan.config.organization import Organization, address
from hardpan.config.regions import looks_like_a_region
from hardpan.model import ExitCode, Problem

Made = TypeVar("Made")
_SCHEMA = "hardpan schema   # what each key takes"


def load(path: Path) -> baseline.Baseline:
    """The baseline in a file. Raises Problem (exit code 64) with every error in it."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # editors on Windows begin a file with a byte order mark
    except FileNotFoundError as error:
        raise _problem([f"{path}: there is no such file"], "hardpan init") from error
    except OSError as error:
        raise _problem([f"{path}: cannot be read: {error.strerror}"], "hardpan init") from error
    except UnicodeDecodeError as error:
        what = f"{path}: is not UTF-8 text: byte {error.start} is 0x{error.object[error.start]:02x}"
        raise _problem([what], "save the file as UTF-8") from error
    return parse(text, str(path))


def parse(text: str, name: str, *, today: date | None = None) -> baseline.Baseline:
    """The baseline in the text of a file called `name`. Raises Problem with every error in it."""
    try:
        read = document.read(text)
    except document.SyntaxFault as fault:
        raise _problem([_line(name, fault.position, fault.message)], _SCHEMA) from fault
    if not read.values and not read.errors:
        what = _line(name, (1, 1), "the file is empty; the least it may say is 'profile: personal'")
        raise _problem([what], "hardpan init")
    values = completed(read.values)
    errors, file = list(read.errors), None
    try:
        file = shape.File.model_validate(values, context=_around(values, today))
    except ValidationError as invalid:
        errors += [complaint(error, read) for error in invalid.errors()]
    if errors or file is None:
        raise _problem([_line(name, position, message) for position, message in sorted(set(errors))], _SCHEMA)
    return _baseline(file, read)


def _around(values: dict[str, Any], today: date | None) -> Around:
    region, partition = values.get("home_region", "us-east-1"), values.get("partition", "aws")
    return {
        "today": today or _latest_date(),
        "home_region": region if isinstance(region, str) and looks_like_a_region(region) else "us-east-1",
        "partition": partition if isinstance(partition, str) else "",
    }


def _latest_date() -> date:
    """Today, where the day begins first: an attestation from Auckland is not in the future to a server in UTC."""
    return (datetime.now(UTC) + timedelta(hours=14)).date()


def _baseline(file: shape.File, read: document.Document) -> baseline.Baseline:
    return baseline.Baseline(
        profile=file.profile,
        account=file.account,
        partition=file.partition,
        home_region=file.home_region,
        allowed_regions=file.allowed_regions,
        primary_contact=_made(baseline.PrimaryContact, file.contacts.primary),
        security_contact=_made(baseline.Contact, file.contacts.security),
        billing_contact=_made(baseline.Contact, file.contacts.billing),
        operations_contact=_made(baseline.Contact, file.contacts.operations),
        alerts=baseline.Alerts(**dict(file.alerts)),
        logs=baseline.Logs(**dict(file.logs)),
        budget=baseline.Budget(**dict(file.budget)),
        cost_ceiling_usd=file.cost.ceiling_usd_month,
        access=baseline.Access(**dict(file.access)),
        organization=_organization(file.organization),
        identity_center=identity_center.made(file.identity_center),
        break_glass=file.break_glass,
        config_recorder=file.config_recorder,
        ci=ci.made(file.ci),
        exceptions=baseline.Exceptions(**dict(file.exceptions)),
        root_recovery=_made(baseline.Attestation, file.attestations.root_recovery),
        identity_center_mfa=_made(baseline.Attestation, file.attestations.identity_center_mfa),
        support_contact=_made(baseline.Attestation, file.attestations.support_contact),
        incident_plan=_made(baseline.Attestation, file.attestations.incident_plan),
        incident_exercise=_made(baseline.Attestation, file.attestations.incident_exercise),
        waivers=tuple(
            baseline.Waiver(**dict(waiver), line=read.position(("waivers", number))[0])
            for number, waiver in enumerate(file.waivers)
        ),
        consent=file.consent,
    )


def _organization(said: Organization) -> baseline.Organization:
    return baseline.Organization(
        **{
            **dict(said),
            "units": tuple(baseline.Unit(**dict(unit)) for unit in said.units),
            "accounts": tuple(
                baseline.MemberAccount(**{**dict(one), "email": address(one.name, one.email, said.email)})
                for one in said.accounts
            ),
        }
    )


def _made(kind: type[Made], group: Group | None) -> Made | None:
    return kind(**dict(group)) if group else None


def _line(name: str, position: document.Position, message: str) -> str:
    return f"{name}:{position[0]}:{position[1]}: {message}"


def _problem(errors: list[str], next: str) -> Problem:
    return Problem("\n".join(errors), effect="nothing was read or changed", next=next, code=ExitCode.USAGE)
