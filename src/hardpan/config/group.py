"""What every group of keys in `hardpan.yaml` has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

_SPELLED = {
    "iam": "IAM",
    "usd": "USD",
    "ip": "IP",
    "oidc": "OIDC",
    "guardduty": "GuardDuty",
    "ci": "CI",
    "github": "GitHub",
}


def title(key: str) -> str:
    """A key in words: `IAM users`."""
    first, *rest = [_SPELLED.get(word, word) for word in key.split("_")]
    return " ".join([first if first in _SPELLED.values() else first.capitalize(), *rest])


class Group(BaseModel):
    """A group of keys, and no others. The text under each key is what editors and `hardpan init` say of it."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        field_title_generator=lambda key, _: title(key),
    )
