"""A sandbox in a process of its own is found, reset and ended."""

import pytest

from hardpan.model import Problem
from hardpan.sandbox import detach


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    yield tmp_path / "hardpan"
    detach.stop()


def test_it_lives_until_it_is_stopped(cache):
    assert detach.status() is None
    with pytest.raises(Problem, match="no sandbox runs"):
        detach.reset()
    started = detach.start_detached("factory-new")
    assert detach.status() == started
    assert started.environment["AWS_ENDPOINT_URL"] == started.url
    with pytest.raises(Problem, match="already runs"):
        detach.start_detached()
    with pytest.raises(Problem, match="utopia"):
        detach.reset("utopia")
    assert detach.reset().scenario == "factory-new"
    assert detach.stop() is True
    assert detach.status() is None
    assert detach.stop() is False


def test_one_that_cannot_start_says_why(cache):
    with pytest.raises(Problem, match="no scenario is named 'utopia'"):
        detach.start_detached("utopia")
    assert detach.status() is None


def test_an_old_file_is_not_believed(cache, sandbox):
    """The port it names may be another sandbox's by now, which must not be ended."""
    cache.mkdir()
    detach.write_state(cache / "sandbox.json", sandbox.port, "factory-new")
    kept = (cache / "sandbox.json").read_text()
    assert detach.status() is not None
    (cache / "sandbox.json").write_text(kept.replace('"pid": ', '"pid": 1'))
    assert detach.status() is None
    assert detach.stop() is False
    assert sandbox.control.health()["scenario"] == "factory-new"
