"""Names that Hardpan gives to what it creates, by the rules of the service that keeps them."""

from __future__ import annotations

import re
from string import Formatter

from hardpan.config.checks import shown

_BUCKET = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
_TRAIL = re.compile(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*")
_IP_ADDRESS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3}){3}")
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html
ROLE = r"([!-~]+/)?[\w+=,.@-]{1,64}"
EXTERNAL_ID = r"[\w+=,.@:/-]{2,1224}"
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,256}")
# Beginnings and endings that S3 keeps for itself.
_RESERVED_START = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_END = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an")


def bucket_template(value: str, region: str) -> str:
    """A bucket's name once `{account}` and `{region}` are filled in.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    """
    try:
        parts = list(Formatter().parse(value))
    except ValueError as error:
        raise ValueError(f"{shown(value)} has a brace without its partner") from error
    for _, name, form, conversion in parts:
        if name is not None and (name not in ("account", "region") or form or conversion):
            raise ValueError(f"{shown('{' + name + '}')} cannot be filled in: only {{account}} and {{region}} can")
    _bucket(value.format(account="0" * 12, region=region))
    return value


def _bucket(name: str) -> None:
    told = f"{shown(name)} cannot name a bucket: "
    if not 3 <= len(name) <= 63:
        raise ValueError(f"{told}it has {len(name)} characters, and S3 takes 3 to 63")
    if not _BUCKET.fullmatch(name):
        raise ValueError(f"{told}S3 takes a-z, 0-9, . and -, with a letter or digit at either end")
    if ".." in name or _IP_ADDRESS.fullmatch(name):
        raise ValueError(f"{told}S3 takes no two dots in a row and nothing like an IP address")
    if name.startswith(_RESERVED_START) or name.endswith(_RESERVED_END):
        raise ValueError(f"{told}S3 keeps its beginning or ending for itself")


def trail(value: str) -> str:
    """A trail's name. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html"""
    if not 3 <= len(value) <= 128 or not _TRAIL.fullmatch(value) or _IP_ADDRESS.fullmatch(value):
        raise ValueError(
            f"{shown(value)} cannot name a trail: 3 to 128 letters, digits and single . _ - between them, no IP address"
        )
    return value


def topic(value: str) -> str:
    """A standard topic's name. https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html"""
    if not _TOPIC.fullmatch(value):
        raise ValueError(f"{shown(value)} cannot name a topic: up to 256 letters, digits, _ and -")
    return value


def role(value: str) -> str:
    """A role's name, with its path if it has one."""
    value = value.removeprefix("/")
    if not re.fullmatch(ROLE, value, re.ASCII):
        raise ValueError(f"{shown(value)} cannot name a role: path, then up to 64 letters, digits and + = , . @ _ -")
    return value


def external_id(value: str) -> str:
    """An external id, as a role's trust policy asks for it."""
    if not re.fullmatch(EXTERNAL_ID, value, re.ASCII):
        raise ValueError(f"{shown(value)} is no external id: 2 to 1,224 letters, digits and + = , . @ : / _ -")
    return value


# Of Organizations, CreateAccount and CreateOrganizationalUnit.
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
_ROOT_EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+")
_DEEPEST = (
    5  # units below the root, https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
)


def unit(value: str) -> str:
    """The path of an organizational unit."""
    parts = value.split("/")
    if any(not part or part != part.strip() or len(part) > 128 for part in parts):
        raise ValueError(f"{shown(value)} is no path of units: names of 1 to 128 characters with / between them")
    if len(parts) > _DEEPEST:
        raise ValueError(f"{shown(value)} is {len(parts)} units deep, and AWS allows {_DEEPEST}")
    return value


def account(value: str) -> str:
    """An account's name."""
    if len(value) > 50 or not value.isascii():
        raise ValueError(f"{shown(value)} cannot name an account: at most 50 characters of ASCII")
    return value


def root_email(value: str) -> str:
    """The e-mail address of an account's root user."""
    if not 6 <= len(value) <= 64 or not _ROOT_EMAIL.fullmatch(value):
        raise ValueError(f"{shown(value)} is no root e-mail address: 6 to 64 characters of ASCII, as aws@example.com")
    return value


def email_template(value: str) -> str:
    """A root e-mail address once `{name}` is filled in."""
    try:
        parts = list(Formatter().parse(value))
    except ValueError as error:
        raise ValueError(f"{shown(value)} has a brace without its partner") from error
    if [part[1:] for part in parts if part[1] is not None] != [("name", "", None)]:
        raise ValueError(f"{shown(value)} must hold {{name}} once and nothing else in braces: aws+{{name}}@example.com")
    root_email(value.format(name="a"))
    return value


def tag(value: str) -> str:
    """A tag, as key=value."""
    key, sign, said = value.partition("=")
    if not sign or not 1 <= len(key) <= 128 or len(said) > 256 or key.lower().startswith("aws:"):
        raise ValueError(f"{shown(value)} is no tag: key=value, and the key begins with anything but aws:")
    return value
