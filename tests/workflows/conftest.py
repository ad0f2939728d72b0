"""A sandbox for each test process, which the environment points at as it would at AWS."""

from collections.abc import Iterator

import pytest

from hardpan.sandbox.server import Sandbox


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    with Sandbox("personal-messy") as served:
        yield served


@pytest.fixture
def sandbox(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    running.reset("personal-messy")
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    return running
