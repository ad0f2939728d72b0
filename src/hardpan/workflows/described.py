"""What was seen of an organization, as hardpan.yaml describes it: what is sure as values, the rest as notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from hardpan.config import Logs, MemberAccount, Organization
from hardpan.config.checks import text
from hardpan.config.init import Found, Guess, Remarks
from hardpan.config.names import account, bucket_template, email_template, root_email, trail, unit
from hardpan.model import ProfileLevel
from hardpan.services.controltower.facts import AUDIT_ROLE
from hardpan.services.controltower.facts import ROLE as CONTROL_TOWER_ROLE
from hardpan.services.organizations.layout import OPEN
from hardpan.workflows import governance
from hardpan.workflows.adopt import Sight
from hardpan.workflows.parts import parts
from hardpan.workflows.purposes import ARCHIVE, TOOLING, backup, log_archive, security_tooling, shared_services


def described(sight: Sight, profile: ProfileLevel) -> tuple[Organization, Found]:
    """The organization as the file has it, and what else was found and is to be said."""
    remarks = Remarks()
    governance.remark(sight, remarks)
    paths = _units(sight, remarks)
    accounts = _accounts(sight, paths, remarks)
    names = {number: one.name for number, one in accounts.items()}
    archive = log_archive(sight, names, remarks)
    tooling = security_tooling(sight, names, archive, remarks)
    units, guesses = parts(profile, paths.values(), _by_content(sight, paths, remarks, names, (archive, tooling)))
    remarks.guess_parts(guesses)
    organization = Organization(
        regions=governance.open_regions(sight, remarks),
        email=_template([(one.name, one.email) for one in accounts.values()], remarks),
        units=tuple(units),
        accounts=tuple(accounts.values()),
        log_archive=archive,
        security_tooling=tooling,
        shared_services=shared_services(sight, names, remarks),
        backup=backup(sight, names, remarks),
    )
    trusted = [sight.place.account]
    remarks.say("exceptions.trusted_accounts", "The management account: roles that let it into the others trust it.")
    admin_roles: tuple[str, ...] = ()
    if sight.zone:
        admin_roles = (CONTROL_TOWER_ROLE, AUDIT_ROLE)
        remarks.say("exceptions.admin_roles", "What Control Tower, and functions of its audit account, work with.")
    if sight.zone and sight.zone.audit:
        trusted.append(sight.zone.audit)
        remarks.say(
            "exceptions.trusted_accounts", f"The audit account: its functions enter the others by {AUDIT_ROLE}."
        )
    return organization, Found(
        logs=_logs(sight, remarks),
        trusted_accounts=tuple(trusted),
        admin_roles=admin_roles,
        access_role=governance.access_role(sight, remarks),
        why_this_part="by its name",
        remarks=remarks,
    )


def _units(sight: Sight, remarks: Remarks) -> dict[str, str]:
    """The path of each unit that the file can name, by its id."""
    paths: dict[str, str] = {}
    written: set[tuple[str, ...]] = {()}
    for found in sight.units:
        path = "/".join(found.names)
        if found.names[:-1] not in written:
            fault: str | None = "the unit it is in is left out"
        elif "/" in found.names[-1]:
            fault = "its name holds a /, which here stands between two units; rename it in AWS"
        else:
            fault = _fault(path, text, unit)
        if fault:
            remarks.say("organization.units", f"Left out: {' > '.join(found.names)} ({found.id}): {fault}.")
        else:
            written.add(found.names)
            paths[found.id] = path
    return paths


def _accounts(sight: Sight, paths: Mapping[str, str], remarks: Remarks) -> dict[str, MemberAccount]:
    """Each account that the file can name, by its number, unit by unit; a remark on each one that is left out."""
    order = sorted(sight.open, key=lambda one: (paths.get(one.parents[-1], "~"), one.name, one.id))
    named: dict[str, MemberAccount] = {}
    for one in order:
        twin = next((number for number, other in named.items() if other.name == one.name), None)
        fault = f"{twin} has the same name; give one of them another in AWS" if twin else None
        fault = fault or _fault(one.name, text, account) or _fault(one.email, text, root_email)
        if fault:
            remarks.say("organization.accounts", f"Left out: {one.name} ({one.id}), {one.email}: {fault}.")
        else:
            named[one.id] = MemberAccount(name=one.name, email=one.email, unit=paths.get(one.parents[-1]))
    manager = next(one for one in sight.members if one.id == sight.place.account)
    remarks.say("organization.accounts", f"{manager.name} ({manager.id}) is the management account, and not listed.")
    _remark_on_the_rest(sight, paths, remarks)
    return named


def _remark_on_the_rest(sight: Sight, paths: Mapping[str, str], remarks: Remarks) -> None:
    closed = [one for one in sight.members if one.state not in OPEN]
    if closed:
        told = [f"{one.name} ({one.id}), in {paths.get(one.parents[-1], 'the root')}" for one in closed]
        remarks.say("organization.accounts", f"Closed, and left out: {'; '.join(told)}.")
    loose = [one.name for one in sight.open if len(one.parents) == 1]
    if loose:
        remarks.say("organization.accounts", f"Directly in the root, and left there: {', '.join(loose)}.")


def _by_content(
    sight: Sight,
    paths: Mapping[str, str],
    remarks: Remarks,
    names: Mapping[str, str],
    purposes: Iterable[str | None],
) -> dict[str, Guess]:
    """What the accounts in a unit, or below it, say of its part."""
    guessed = [remarks.guesses[key].value for key in (ARCHIVE, TOOLING) if key in remarks.guesses]
    special = {*guessed, *purposes} - {None}
    found = {}
    for number, path in paths.items():
        within = [one for one in sight.members if number in one.parents]
        alive = [one for one in within if one.state in OPEN]
        if within and not alive:
            found[path] = Guess("Suspended", "only closed accounts are in it")
        elif alive and {names.get(one.id) for one in alive} <= special:
            found[path] = Guess("Security", "only the accounts that keep logs or administer security are in it")
    return found


def _template(accounts: Sequence[tuple[str, str]], remarks: Remarks) -> str | None:
    """What all addresses were made from; what most were is a guess."""
    counted = Counter(template for name, email in accounts for template in set(_templates(name, email)))
    ranked = counted.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    best, times = ranked[0]
    if times == len(accounts) > 1:
        return best
    if times * 2 > len(accounts):
        remarks.guess("organization.email", best, f"{times} of {len(accounts)} addresses are made from it")
    return None


def _templates(name: str, email: str) -> Iterator[str]:
    at = email.find(name)
    while at >= 0:
        template = f"{email[:at]}{{name}}{email[at + len(name) :]}"
        if not _fault(template, email_template):
            yield template
        at = email.find(name, at + 1)


def _logs(sight: Sight, remarks: Remarks) -> Logs | None:
    """The trail and the bucket that there are, so that they are kept and no second ones made."""
    found = sight.trail
    if sight.hidden:
        remarks.say("logs", f"Trails of {len(sight.hidden)} Regions could not be read: {sight.hidden[0]}.")
    if found is None:
        seen = " in the others" if sight.hidden else ""
        remarks.say("logs", f"No trail of the whole organization was found{seen}: a new one gets these names.")
        return None
    remarks.say("logs", f"The organization's trail, of {found.home_region}, and its bucket: both are kept.")
    if not found.works:
        remarks.say("logs", f"{found.name} does not record every Region now: hardpan assess says what it lacks.")
    if others := [other.name for other in sight.trails[1:]]:
        remarks.say("logs", f"Each further copy of all events is billed: {', '.join(others)} record them, too.")
    bucket = partial(bucket_template, region=found.home_region)
    fault = _fault(found.name, text, trail) or _fault(found.bucket, text, bucket)
    if fault:
        remarks.say("logs", f"They are called {found.name} and {found.bucket}, which cannot be written here: {fault}.")
        return None
    return Logs(trail=found.name, bucket=found.bucket)


def _fault(value: str, *checks: Callable[[str], object]) -> str | None:
    """Why hardpan.yaml cannot hold a value; None where it can."""
    try:
        for check in checks:
            check(value)
    except ValueError as error:
        return str(error)
    return None
