"""A disturbed reading says what an undisturbed one says; what truly could not be read is UNKNOWN, with its reason."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.stub import Behaviour, Server, serve
from hardpan.aws.lean import pool
from hardpan.config import EXAMPLE
from hardpan.model import Assessment, Status
from hardpan.plan import Selection
from hardpan.report import ASSESSMENT_FORMATS, render_assessment
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.assess import assess

MEMBER = "222233334444"
THEN = datetime(2026, 11, 1, 12, tzinfo=UTC)
SELECTION = Selection(regions=("eu-west-1", "us-east-1", "ap-south-1"))


@pytest.fixture(scope="module")
def kept(running: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an account in the sandbox answers."""
    running.reset("personal-messy")
    path = tmp_path_factory.mktemp("kept") / "account.snapshot"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in running.environment.items():
            patch.setenv(name, value)
        assess(EXAMPLE, SELECTION, keep=path)
    return path


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[tuple[str, Server]]:
    """A stand-in for AWS in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    listening, server = asyncio.run_coroutine_threadsafe(serve(behaviour), loop).result()
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", server
    finally:
        loop.call_soon_threadsafe(listening.close)
        asyncio.run_coroutine_threadsafe(server.end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def judge(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Assessment, Server]]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA111100000000")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    monkeypatch.setitem(pool.Pool.send.__kwdefaults__, "within", 1.0)

    def run(*accounts: str, processes: int = 1, **how: Any) -> tuple[Assessment, Server]:
        with serving(Behaviour(recorded=str(kept), **how)) as (url, server):
            monkeypatch.setenv("AWS_ENDPOINT_URL", url)
            return assess(EXAMPLE, SELECTION, accounts=accounts, processes=processes), server

    return run


def said(done: Assessment) -> list[tuple[Any, ...]]:
    """Findings without the time they were read at."""
    told = {replace(finding, evidence=()) for finding in done.findings}
    assert len(told) > 100
    return sorted(
        (one.control, one.account, one.region or "", one.resource or "", one.status, one.message) for one in told
    )


@pytest.mark.parametrize(
    "fault",
    [
        {"errors": 0.05, "resets": 0.02, "cuts": 0.01},
        {"resets": 0.1},
        {"cuts": 0.1},
        {"rate": 5.0, "burst": 3.0},
    ],
    ids=lambda fault: "+".join(fault),
)
def test_faults_that_pass_change_nothing(fault: dict[str, float], judge: Callable[..., Any]) -> None:
    whole, _ = judge()
    disturbed, server = judge(**fault)
    assert disturbed.reads["retried"] > 0
    assert server.counts.requests > disturbed.reads["sent"]
    assert said(disturbed) == said(whole)
    assert disturbed.counts["unknown"] == whole.counts["unknown"]


def test_sessions_that_end_half_way_are_begun_again(judge: Callable[..., Any]) -> None:
    whole, _ = judge(MEMBER)
    disturbed, server = judge(MEMBER, expire_after=60)
    assert len([key for key in server.counts.by_key if key.startswith("ASIA")]) > 1
    assert said(disturbed) == said(whole)


def test_credentials_that_end_and_cannot_be_had_again_leave_the_rest_unknown(judge: Callable[..., Any]) -> None:
    whole, _ = judge()
    cut, _ = judge(expire_after=60)
    assert cut.counts["unknown"] > whole.counts["unknown"] == 0
    known = {one[:4]: one[4:] for one in said(whole)}
    for control, account, region, resource, status, message in said(cut):
        if status is Status.UNKNOWN:
            assert "ExpiredToken" in message
        else:
            assert known[control, account, region, resource] == (status, message)


def test_a_region_that_hangs_is_unknown_and_the_others_are_as_they_were(judge: Callable[..., Any]) -> None:
    whole, _ = judge()
    cut, _ = judge(hanging="ap-south-1")
    elsewhere = {one for one in said(whole) if one[2] not in ("ap-south-1", "")}
    assert {one for one in said(cut) if one[2] not in ("ap-south-1", "")} == elsewhere
    there = [one for one in said(cut) if one[2] == "ap-south-1"]
    assert there
    assert {one[4] for one in there} <= {Status.UNKNOWN, Status.MANUAL, Status.NOT_APPLICABLE} | {
        status for *_, status, _ in said(whole) if status is Status.UNKNOWN
    }


def printed(done: Assessment, form: str) -> str:
    """A report without the time of anything."""
    text = render_assessment(replace(done, started=THEN, finished=THEN), form)
    return re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(\+00:00)?", "then", text)


def test_several_processes_print_what_one_prints(judge: Callable[..., Any]) -> None:
    """To the byte, in every format: of accounts that are open, one that is closed, and more than are read at once."""
    how = {"accounts": 45, "closed": "111100000003"}
    alone, _ = judge("all", **how)
    assert len(alone.accounts) == 45
    assert alone.counts["unknown"] > 0
    assert len(printed(alone, "jsonl").splitlines()) == len(alone.findings) > 45 * 100
    for processes in (2, 3):
        shared, server = judge("all", processes=processes, **how)
        assert server.counts.by_operation["iam:GetAccountSummary"] == 44, "an account was read twice"
        for form in ASSESSMENT_FORMATS:
            assert printed(shared, form) == printed(alone, form)


def test_every_distinct_read_is_sent_once(judge: Callable[..., Any]) -> None:
    whole, server = judge()
    first = 2  # whose credentials these are, and which Regions there are
    assert server.counts.requests - first == whole.reads["sent"] == whole.reads["planned"]
