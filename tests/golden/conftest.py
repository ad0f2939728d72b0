"""A sandbox that the environment points at, and a finding."""

from collections.abc import Iterator

import pytest

from hardpan.model import Finding, Severity, Status
from hardpan.sandbox.server import Sandbox


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox("personal-messy") as served:
        for name, value in served.environment.items():
            monkeypatch.setenv(name, value)
        yield served


@pytest.fixture
def finding() -> Finding:
    return Finding(
        control="iam.password_policy",
        title="Passwords are long",
        section="iam",
        severity=Severity.MEDIUM,
        status=Status.FAIL,
        account="111122223333",
        region=None,
        resource=None,
        message="there is none",
        evidence=(),
        fix="hardpan plan",
    )
