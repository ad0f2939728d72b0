"""Which pipelines may plan and apply, as `hardpan.yaml` says it: by tokens of an issuer, never by keys."""

from __future__ import annotations

from dataclasses import dataclass

GITHUB = "github"
GITHUB_ISSUER = "token.actions.githubusercontent.com"
PULL_REQUEST = "pull_request"
AUDIENCE = "sts.amazonaws.com"  # what GitHub's own action for AWS asks for


@dataclass(frozen=True, kw_only=True)
class Ci:
    """Whose tokens let a pipeline read, and whose let it change."""

    provider: str = GITHUB  # or another issuer's address
    audience: str = AUDIENCE
    repositories: tuple[str, ...] = ()  # of GitHub: OWNER/NAME, or OWNER@NUMBER/NAME@NUMBER
    plan_from: tuple[str, ...] = ()  # of GitHub: PULL_REQUEST, branch:... or environment:...; else whole subjects
    apply_from: str | None = None  # one of those, but for pull requests
    github_owners: tuple[str, ...] = ()  # numbers of every owner at GitHub whose workflows may enter any account

    @property
    def described(self) -> bool:
        """Whether the file lets any pipeline in."""
        return bool(self.plan_from)

    @property
    def issuer(self) -> str:
        """Who makes the tokens, as IAM names it."""
        return GITHUB_ISSUER if self.provider == GITHUB else self.provider.removeprefix("https://")

    @property
    def plan_subjects(self) -> tuple[str, ...]:
        """The subjects of tokens that let in to read; `*` stands for any text."""
        return tuple(subject for said in self.plan_from for subject in self._subjects(said))

    @property
    def apply_subjects(self) -> tuple[str, ...]:
        """The subjects of tokens that let in to change."""
        return tuple(self._subjects(self.apply_from)) if self.apply_from else ()

    @property
    def owners(self) -> tuple[str, ...]:
        """The numbers of owners at GitHub that are known, those in the names of repositories among them."""
        named = {one.partition("/")[0].partition("@")[2] for one in self.repositories}
        return tuple(sorted({*self.github_owners, *named} - {""}))

    def _subjects(self, said: str) -> list[str]:
        """https://docs.github.com/en/actions/reference/security/oidc"""
        if self.provider != GITHUB:
            return [said]
        what = f"ref:refs/heads/{said.removeprefix('branch:')}" if said.startswith("branch:") else said
        return [f"repo:{repository}:{what}" for repository in self.repositories]
