"""Snapshots: saved, loaded, judged without AWS, compared; honest about what they lack, and free of secrets."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.aws.redaction import for_keeping
from hardpan.config import EXAMPLE
from hardpan.model import HIDDEN, Assessment, ExitCode, Place, Problem, Status, Why
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.snapshot.answers import AccountAnswers, Kept, SnapshotFile
from hardpan.workflows.assess import assess
from hardpan.workflows.snapshots import assess_snapshot, compare

services.load()
NARROW = Selection(regions=("us-east-1", "eu-west-1"))
HERE = Place("111122223333", "eu-west-1")


@pytest.fixture(scope="module")
def serving():
    with Sandbox("personal-messy") as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(serving: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    serving.reset("personal-messy")
    for name, value in serving.environment.items():
        monkeypatch.setenv(name, value)
    return serving


def verdicts(done: Assessment) -> Counter[Any]:
    return Counter((f.control, f.account, f.region, f.resource, f.status, f.message) for f in done.findings)


def test_a_snapshot_is_judged_as_the_account_was(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = assess(EXAMPLE, NARROW, keep=tmp_path / "deep/one.snapshot")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # where nobody answers
    again = assess_snapshot(EXAMPLE, tmp_path / "deep/one.snapshot", NARROW)
    assert verdicts(again) == verdicts(live)
    assert again.caller == live.caller
    assert again.reads["sent"] == 0
    assert any("judged from one.snapshot" in note for note in again.notes)


def test_what_was_not_asked_then_is_unknown_now(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "narrow.snapshot"
    assess(EXAMPLE, replace(NARROW, controls=("ssm.document_sharing_blocked",)), keep=path)
    done = assess_snapshot(EXAMPLE, path, replace(NARROW, controls=("emr.public_access_blocked",)))
    assert {found.status for found in done.findings} == {Status.UNKNOWN}
    assert "NotRecorded" in done.findings[0].message


def test_what_could_not_be_read_stays_so(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.control.fault("deny", "ssm:GetServiceSetting")
    path, asked = tmp_path / "blind.snapshot", replace(NARROW, controls=("ssm.document_sharing_blocked",))
    live = assess(EXAMPLE, asked, keep=path)
    sandbox.control.behave()
    assert verdicts(assess_snapshot(EXAMPLE, path, asked)) == verdicts(live)


def test_drift_tells_what_changed_and_nothing_else(sandbox: Sandbox, tmp_path: Path) -> None:
    old, same, new = tmp_path / "old", tmp_path / "same", tmp_path / "new"
    assess(EXAMPLE, NARROW, keep=old)
    assess(EXAMPLE, NARROW, keep=same)
    assert not compare(EXAMPLE, old, same, NARROW).verdicts
    ssm = botocore.session.Session().create_client("ssm", "eu-west-1", endpoint_url=sandbox.url)
    ssm.update_service_setting(SettingId="/ssm/documents/console/public-sharing-permission", SettingValue="Disable")
    ec2 = botocore.session.Session().create_client("ec2", "us-east-1", endpoint_url=sandbox.url)
    group = ec2.create_security_group(GroupName="new", Description="new")["GroupId"]
    assess(EXAMPLE, NARROW, keep=new)
    found = compare(EXAMPLE, old, new, NARROW)
    (verdict,) = [change for change in found.verdicts if change.control.startswith("ssm.")]
    assert (verdict.before, verdict.after, verdict.region) == (Status.FAIL, Status.PASS, "eu-west-1")
    kinds = {(change.kind, change.what) for change in found.facts}
    assert ("DocumentSharing", "changed") in kinds
    (setting,) = [change for change in found.facts if change.kind == "DocumentSharing"]
    assert setting.fields == (("public_sharing", "'Enable'", "'Disable'"),)
    assert any(group in (change.resource or "") and change.what == "appeared" for change in found.facts)


def made(path: Path, *kept: Kept) -> SnapshotFile:
    file = SnapshotFile.create(path, caller="me", version="1")
    file.add(AccountAnswers("111122223333", "aws", None, ("eu-west-1",), kept))
    return file


def test_times_bytes_and_refusals_come_back(tmp_path: Path) -> None:
    now = datetime(2026, 3, 1, 12, 30, 15, 5, tzinfo=UTC)
    why = Why("iam", "ListUsers", "iam:ListUsers", "AccessDenied", "no", HERE)
    kept = (
        Kept(HERE, "a", (), now, {"At": now, "Blob": b"\x00\xff", "Deep": [{"$time": "no", "x": 1}]}),
        Kept(HERE, "b", ("NoSuchEntity",), now, why),
        Kept(HERE, "c", ("NoSuchEntity",), now, None),
    )
    (held,) = made(tmp_path / "s", *kept).accounts()
    assert held.kept == kept


def test_a_file_that_was_altered_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s"
    file = made(path, Kept(HERE, "a", (), datetime.now(UTC), {"Enabled": False}))
    with sqlite3.connect(path) as database:
        database.execute("UPDATE accounts SET answers = zeroblob(40)")
    database.close()
    with pytest.raises(Problem, match="was changed since it was written"):
        list(file.accounts())


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be looked at" * 40])
def test_what_is_no_snapshot_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s"
    path.write_bytes(content)
    with pytest.raises(Problem) as problem:
        SnapshotFile(path).about()
    assert problem.value.code is ExitCode.USAGE
    with pytest.raises(Problem, match="there is no snapshot"):
        SnapshotFile(tmp_path / "none").about()
    with pytest.raises(Problem, match="is there already"):
        SnapshotFile.create(path, caller="me", version="1")


def test_no_secret_is_kept() -> None:
    function = {"FunctionName": "f", "Environment": {"Variables": {"TOKEN": "hunter2"}}}
    hook = {"Protocol": "https", "Endpoint": "https://hooks.example.com/hunter2"}
    mail = {"Protocol": "email", "Endpoint": "ada@example.com"}
    target = {"Id": "1", "Arn": "arn", "Input": "hunter2", "HttpParameters": {"HeaderParameters": {"k": "hunter2"}}}
    database = {"PendingModifiedValues": {"MasterUserPassword": "hunter2"}}
    kept = [
        for_keeping("lambda", "ListFunctions", {"Functions": [function]}),
        for_keeping("sns", "ListSubscriptionsByTopic", {"Subscriptions": [hook, mail]}),
        for_keeping("events", "ListTargetsByRule", {"Targets": [target]}),
        for_keeping("rds", "DescribeDBInstances", {"DBInstances": [database]}),
        for_keeping("iam", "ListVirtualMFADevices", {"VirtualMFADevices": [{"Base32StringSeed": b"hunter2"}]}),
    ]
    assert "hunter2" not in repr(kept)
    assert "ada@example.com" in repr(kept)
    assert HIDDEN in repr(kept)
    contact = {"ContactInformation": {"PhoneNumber": "+353"}}
    assert for_keeping("account", "GetContactInformation", contact) == contact


def test_a_whole_snapshot_holds_no_secret_of_the_sandbox(sandbox: Sandbox, tmp_path: Path) -> None:
    import zlib

    path = tmp_path / "s"
    assess(EXAMPLE, NARROW, keep=path)
    with sqlite3.connect(path) as database:
        ((block,),) = database.execute("SELECT answers FROM accounts")
    database.close()
    text = zlib.decompress(block).decode()
    assert "In-the-sandbox-only" not in text
    assert "in-the-sandbox-only" not in text
    assert json.loads(text)
