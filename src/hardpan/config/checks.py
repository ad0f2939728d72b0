"""What a value must look like: each check returns the value, or raises ValueError saying what is expected instead."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date
from math import isfinite

from hardpan.config.baseline import RECORDINGS, Recording
from hardpan.config.regions import REGIONS, all_regions, looks_like_a_region, partition_of
from hardpan.model import PROFILES, ProfileLevel

# Of the Account API: what it takes as an alternate contact's e-mail and phone, and as the primary contact's phone.
# https://docs.aws.amazon.com/accounts/latest/reference/API_AlternateContact.html
# https://docs.aws.amazon.com/accounts/latest/reference/API_ContactInformation.html
CONTACT_EMAIL = r"[A-Za-z0-9_+=.#|!&-]+@[A-Za-z0-9_.-]+\.[A-Za-z0-9_]+"
CONTACT_PHONE = r"[ 0-9()+-]{1,25}"
PRIMARY_PHONE = r"\+[ 0-9()-]{1,19}"
ACCOUNT_ID = r"[0-9]{12}"
COUNTRY_CODE = r"[A-Z]{2}"
EMAIL = r"[!-?A-~]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
OPEN_PORT = r"[^/\s]+/[^/\s]+"
STATE_REQUIRED = frozenset({"US", "CA", "GB", "DE", "JP", "IN", "BR"})  # ContactInformation, StateOrRegion


def text(value: str) -> str:
    """One line of text that says something."""
    if not value.strip():
        raise ValueError("has no value: give one, or take the key out")
    if not value.isprintable():
        raise ValueError(f"{shown(value)} is more than one line of plain text")
    return value


def account_id(value: str) -> str:
    """Twelve digits, which stay text: an account ID may begin with 0."""
    return _matching(ACCOUNT_ID, value, "an account ID: twelve digits")


def profile(value: str) -> ProfileLevel:
    """One of the three profiles."""
    if value not in PROFILES:
        raise ValueError(f"{shown(value)} is not a profile{_meant(value, PROFILES)} ({', '.join(PROFILES)})")
    return value


def recording(value: str) -> Recording:
    """How AWS Config records."""
    if value not in RECORDINGS:
        raise ValueError(f"{shown(value)} is none of {', '.join(RECORDINGS)}{_meant(value, RECORDINGS)}")
    return value


def partition(value: str) -> str:
    """A partition that Hardpan knows."""
    if value not in REGIONS:
        raise ValueError(f"{shown(value)} is not a partition{_meant(value, REGIONS)} ({', '.join(REGIONS)})")
    return value


def region(value: str) -> str:
    """A Region's name by its form; AWS adds Regions faster than any list."""
    if not looks_like_a_region(value):
        raise ValueError(f"{shown(value)} is not a Region{_meant(value, all_regions(), 0.5) or ', such as eu-west-1'}")
    return value


def region_of(value: str, expected: str) -> str:
    """A Region of the expected partition."""
    actual = partition_of(value)
    if actual != expected and expected in REGIONS:
        raise ValueError(f"{shown(value)} is a Region of partition {actual}, not of {expected}")
    return value


def email(value: str) -> str:
    """An address that mail may reach: one @, a domain with a dot, no spaces."""
    if len(value) > 254:
        raise ValueError("an e-mail address has at most 254 characters")
    return _matching(EMAIL, value, "an e-mail address, such as you@example.com")


def contact_email(value: str) -> str:
    """An address that AWS takes for a contact."""
    return _matching(CONTACT_EMAIL, email(value), "an e-mail address AWS takes: letters, digits and _+=.#|!&- before @")


def phone(value: str) -> str:
    """A phone number that AWS takes for an alternate contact."""
    return _matching(CONTACT_PHONE, value, "a phone number: up to 25 digits, spaces and +-()")


def primary_phone(value: str) -> str:
    """A phone number that AWS takes for the primary contact."""
    return _matching(PRIMARY_PHONE, value, "a phone number AWS takes: +, then digits, spaces and -(), up to 20")


def country_code(value: str) -> str:
    """A country by its ISO 3166 code."""
    return _matching(COUNTRY_CODE, value, "a country code: two capital letters, such as IE")


def state(value: str | None, country: str | None) -> str | None:
    """The state or region of an address, without which AWS refuses those of some countries."""
    if value is None and country in STATE_REQUIRED:
        raise ValueError(f"is missing: AWS wants the state or region of an address in {country}")
    return value


def open_port(value: str) -> str:
    """A port of a security group that may stay open: group, slash, port."""
    return _matching(OPEN_PORT, value, "a security group and port, such as sg-0123456789abcdef0/22")


def issuer(value: str) -> str:
    """An OpenID Connect issuer, as IAM names it: without https://."""
    if "://" in value:
        raise ValueError(f"{shown(value)} starts with a scheme: write {shown(value.partition('://')[2])}")
    return value


def whole_number(value: object) -> int:
    """A whole number from 1."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,9}", value) or int(value) < 1:
        raise ValueError(f"{found(value)} is not a whole number from 1")
    return int(value)


def yes_or_no(value: object) -> bool:
    """true or false."""
    said = {"true": True, "false": False}.get(value.lower() if isinstance(value, str) else str(value).lower())
    if said is None:
        raise ValueError(f"{found(value)} where true or false is expected")
    return said


def amount(value: object) -> float:
    """An amount of money, 0 or more."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,12}(\.[0-9]+)?", value) or not isfinite(float(value)):
        raise ValueError(f"{found(value)} is not an amount in US dollars, such as 25 or 12.50")
    return float(value)


def day(value: object) -> date:
    """A date, year first."""
    if isinstance(value, str) and re.fullmatch(DATE, value):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValueError(f"{shown(value)} is not in the calendar") from error
    raise ValueError(f"{found(value)} is not a date, such as 2027-01-31")


def past(value: date, today: date) -> date:
    """A day that has come."""
    if value > today:
        raise ValueError(f"{value} is in the future: say when it was done")
    return value


def at_most(value: str, length: int) -> str:
    """Text no longer than AWS keeps."""
    if len(value) > length:
        raise ValueError(f"is {len(value)} characters long; AWS keeps {length}")
    return value


def found(value: object) -> str:
    """What stands in the file, in a few words."""
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    return shown(value) if value else "nothing"


def shown(value: object) -> str:
    """A value as it is quoted in a message, cut to what fits a line."""
    quoted = repr(value)
    return quoted if len(quoted) <= 70 else quoted[:66] + "...'"


def _matching(pattern: str, value: str, expected: str) -> str:
    if not re.fullmatch(pattern, value):
        raise ValueError(f"{shown(value)} is not {expected}")
    return value


def _meant(value: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    near = difflib.get_close_matches(value, list(known), n=1, cutoff=cutoff)
    return f", did you mean {near[0]!r}?" if near else ""
