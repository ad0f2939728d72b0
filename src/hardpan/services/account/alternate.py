"""The one verdict on an alternate contact, whichever of the three it is."""

from __future__ import annotations

from hardpan.config import Contact
from hardpan.model import Fail, Pass, Verdict

HUMAN = (
    "Add contacts.{kind} with name, title, email and phone to hardpan.yaml, then plan again. Or: Console > your name, "
    "top right > Account > Alternate contacts > Edit."
)


def verdict(kind: str, found: Contact | None, wanted: Contact | None) -> Verdict:
    """Whether somebody is named, and is who hardpan.yaml says, where it says so. `kind` is hardpan.yaml's word."""
    if found is None:
        return Fail(f"AWS has no {kind} contact" + ("" if wanted else f": add contacts.{kind} to hardpan.yaml"))
    if wanted is None:
        return Pass(f"the {kind} contact is {found.email}; hardpan.yaml names none to compare it with")
    if found == wanted:
        return Pass(f"the {kind} contact is {found.email}, as hardpan.yaml says")
    return Fail(f"the {kind} contact is {found.email}, not as hardpan.yaml says")
