"""A plan that is carried out at once, and one that somebody thought about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import botocore.session
import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import Problem
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import apply_now, planned

services.load()
ONE = Selection(controls=("ec2.ebs_encryption_by_default",), regions=("us-east-1",))


def ec2(sandbox: Sandbox) -> Any:
    return botocore.session.Session().create_client("ec2", "us-east-1", endpoint_url=sandbox.url)


def test_while_somebody_thinks_the_account_may_change(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.reset("personal-messy")
    ready = planned(EXAMPLE, ONE)
    monkeypatch.setattr("hardpan.workflows.apply._STILL_TRUE", -1.0)
    ec2(sandbox).enable_ebs_encryption_by_default()
    with pytest.raises(Problem, match="has changed since the plan was made"):
        apply_now(ready, tmp_path, on_step=lambda *_: None)


def test_what_is_still_true_is_done(sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox.reset("personal-messy")
    ready = planned(EXAMPLE, ONE)
    monkeypatch.setattr("hardpan.workflows.apply._STILL_TRUE", -1.0)
    assert apply_now(ready, tmp_path, on_step=lambda *_: None).result.succeeded
    assert ec2(sandbox).get_ebs_encryption_by_default()["EbsEncryptionByDefault"]
