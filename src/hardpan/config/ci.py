"""The keys below `ci`: which pipelines may plan and apply, told by what their issuer vouches for."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from hardpan.config import checks, pipeline
from hardpan.config.group import Group
from hardpan.config.kinds import LIST, Text, like
from hardpan.config.pipeline import GITHUB, PULL_REQUEST

_USUAL = pipeline.Ci()

# Repositories made or renamed since July 2026 have numbers in the subjects of their tokens.
# https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/
_OWNER, _NAME, _NUMBER = r"[A-Za-z0-9][A-Za-z0-9-]{0,38}", r"[A-Za-z0-9._-]{1,100}", r"@[0-9]+"
REPOSITORY = rf"({_OWNER}/{_NAME}|{_OWNER}{_NUMBER}/{_NAME}{_NUMBER})"
# What git allows in a branch's name, and GitHub in an environment's, without what means more in a policy.
_FROM = re.compile(r"(branch|environment):[^\s:?$*\\~^\[]([^:?$*\\~^\[]*[^\s:?$*\\~^\[])?")
_ISSUER = r"https://[A-Za-z0-9.-]+(/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?"
_PARTS = 2  # before the first wildcard of a subject: whose project it is


def _provider(value: str) -> str:
    if value == GITHUB:
        return value
    if not re.fullmatch(_ISSUER, value) or value.removeprefix("https://") == pipeline.GITHUB_ISSUER:
        raise ValueError(f"{checks.shown(value)} is no provider: {GITHUB}, or another issuer's address with https://")
    return value


def _repository(value: str) -> str:
    if not re.fullmatch(REPOSITORY, value):
        raise ValueError(
            f"{checks.shown(value)} is no repository at GitHub: OWNER/NAME, or OWNER@NUMBER/NAME@NUMBER where its "
            "tokens say the numbers"
        )
    return value


def _number(value: str) -> str:
    if not re.fullmatch(r"[0-9]{1,20}", value):
        raise ValueError(f"{checks.shown(value)} is no owner's number: https://api.github.com/users/OWNER tells it, id")
    return value


def _place(value: str) -> str:
    """A branch or environment of GitHub's, by its whole name."""
    if not _FROM.fullmatch(value):
        raise ValueError(f"{checks.shown(value)} is neither branch:NAME nor environment:NAME")
    return value


def _subject(value: str) -> str:
    """A whole subject of an issuer that Hardpan does not know."""
    if "?" in value or "$" in value or len(re.split(r"[:/]", value.partition("*")[0])) <= _PARTS:
        raise ValueError(
            f"{checks.shown(value)} does not say whose tokens: the whole subject (sub), as "
            "project_path:GROUP/PROJECT:ref_type:branch:ref:main"
        )
    return value


class Ci(Group):
    """Pipelines that may plan and apply. They get roles by tokens of their issuer, and no keys."""

    provider: Annotated[Text, AfterValidator(_provider)] = _USUAL.provider
    """github, or the address of another issuer of OpenID Connect tokens: https://gitlab.com."""
    audience: Text = _USUAL.audience
    """Whom the tokens are for (aud)."""
    repositories: Annotated[tuple[Annotated[Text, AfterValidator(_repository), like(REPOSITORY)], ...], LIST] = Field(
        default=(), validate_default=True
    )
    """GitHub's: OWNER/NAME, or OWNER@NUMBER/NAME@NUMBER if its tokens have numbers (made since July 2026)."""
    plan_from: Annotated[tuple[Text, ...], LIST] = Field(default=(), validate_default=True)
    """Who may read: pull_request, branch:NAME (* for any), environment:NAME; of another issuer, whole subjects."""
    apply_from: Text | None = None
    """Who may change: branch:NAME or environment:NAME, protected there; of another issuer, one whole subject."""
    github_owners: Annotated[tuple[Annotated[Text, AfterValidator(_number)], ...], LIST] = ()
    """Numbers of every owner at GitHub whose workflows enter any account; a guardrail keeps out all others."""

    @field_validator("repositories")
    @classmethod
    def _githubs_alone(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        provider = info.data.get("provider")
        if provider == GITHUB and not value:
            raise ValueError("is missing: whose workflows at GitHub may plan, as OWNER/NAME")
        if provider not in (GITHUB, None) and value:
            raise ValueError("is GitHub's alone: for another provider write whole subjects as plan_from and apply_from")
        return value

    @field_validator("plan_from")
    @classmethod
    def _who_reads(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        provider = info.data.get("provider")
        if provider == GITHUB:
            for one in value:
                if one not in (PULL_REQUEST, "branch:*"):
                    _place(one.removesuffix("/*"))
            return value or (PULL_REQUEST,)
        if provider is not None and not value:
            raise ValueError("is missing: the subjects (sub) of tokens that may plan")
        return tuple(_subject(one) if provider else one for one in value)

    @field_validator("apply_from")
    @classmethod
    def _who_changes(cls, value: str | None, info: ValidationInfo) -> str | None:
        provider = info.data.get("provider")
        if value is None or provider is None:
            return value
        if "*" in value:
            raise ValueError(f"{checks.shown(value)} lets in more than one: no * where somebody may change accounts")
        return _place(value) if provider == GITHUB else _subject(value)


def made(said: Ci | None) -> pipeline.Ci:
    """As the Baseline holds it."""
    return pipeline.Ci(**dict(said)) if said else pipeline.Ci()
