"""One more account in a `hardpan.yaml`. What comes out is read back before anybody keeps it."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from hardpan.config import document
from hardpan.config.baseline import Baseline
from hardpan.config.load import load, parse
from hardpan.config.more import Item, with_more
from hardpan.model import ExitCode, Problem

_GROUP = "organization"
_BOM = "\ufeff"  # with which editors on Windows begin a file


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """An account as a person asks for it."""

    name: str
    unit: str
    email: str | None = None
    tags: tuple[str, ...] = ()

    @property
    def item(self) -> Item:
        """The keys that say it."""
        said = {"name": self.name, "unit": self.unit, "email": self.email, "tags": self.tags}
        return {key: value for key, value in said.items() if value}


def with_account(text: str, name: str, new: NewAccount, *, create_unit: bool = False) -> str:
    """The text of a file called `name` with an account more, and the units it needs where that is asked for.

    Raises Problem, with line and column, for what hardpan.yaml cannot hold.
    """
    if text.startswith(_BOM):
        return _BOM + with_account(text[1:], name, new, create_unit=create_unit)
    before = parse(text, name)
    missing = _missing(before, new.unit)
    if missing and not create_unit:
        line, column = document.read(text).position((_GROUP, "units"))
        raise Problem(
            f"{name}:{line}:{column}: organization.units: there is no unit {missing[-1]}",
            effect="nothing was changed",
            next=f"--create-ou   # adds {', '.join(missing)}; or say a unit that there is",
            code=ExitCode.USAGE,
        )
    changed = with_more(text, _GROUP, "units", [{"path": path} for path in missing]) if missing else text
    changed = with_more(changed, _GROUP, "accounts", [new.item])
    _must_be_the_same_otherwise(before, parse(changed, name), len(missing))
    return changed


def read(path: Path) -> str:
    """The text of a file, its line ends as they are. Raises Problem as loading it does."""
    load(path)
    return path.read_bytes().decode("utf-8")


def write(path: Path, text: str) -> None:
    """Put a text in the place of a file's, whole or not at all. Raises Problem where that is not possible."""
    path = path.resolve()  # a link stays one
    try:
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(made, path.stat().st_mode & 0o7777)
            os.replace(made, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(made)
            raise
    except OSError as error:
        raise Problem(f"cannot write {path}: {error.strerror}", code=ExitCode.USAGE) from error


def _missing(before: Baseline, path: str) -> list[str]:
    """The units on the way to a path that the file does not have, uppermost first."""
    there = {unit.path for unit in before.organization.units}
    parts = path.split("/")
    paths = ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]
    return [one for one in paths if one not in there]


def _must_be_the_same_otherwise(before: Baseline, after: Baseline, units: int) -> None:
    """Raises Problem where more has changed than was meant to."""
    grown = after.organization
    meant = replace(grown, units=grown.units[: len(grown.units) - units], accounts=grown.accounts[:-1])
    waivers = tuple(replace(now, line=then.line) for now, then in zip(after.waivers, before.waivers, strict=True))
    if replace(after, organization=meant, waivers=waivers) != before:
        raise Problem(
            "cannot add the account without changing what else the file says",
            effect="nothing was changed",
            next="add it to organization.accounts by hand",
        )
