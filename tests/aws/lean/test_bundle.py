"""The bundle of models: up to date, complete, and all that lean requests need."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import botocore
import pytest

from hardpan import services
from hardpan.aws.lean import spec
from hardpan.model import COLLECTORS

services.load()
SCRIPT = Path(__file__).parents[3] / "scripts" / "make_models.py"


def script() -> Any:
    found = importlib.util.spec_from_file_location("make_models", SCRIPT)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_bundle_is_what_the_installed_botocore_makes() -> None:
    """After an update of botocore, or a new read: `.venv/bin/python scripts/make_models.py`."""
    made = script()
    assert made.packed() == made.TARGET.read_bytes(), f"the bundle is not botocore {botocore.__version__}'s"


def test_every_read_of_a_collector_is_in_the_bundle() -> None:
    known = {f"{op.service}:{op.name}" for op in spec.every()}
    assert {action for collector in COLLECTORS.values() for action in collector.reads} <= known


@pytest.mark.parametrize(
    ("action", "why"),
    [
        ("ec2:RunInstances", "idempotency token"),
        ("lambda:Invoke", "payload"),
        ("s3:PutBucketPolicy", "checksum"),
        ("s3:SelectObjectContent", "event stream"),
        ("sns:SetSMSAttributes", "map in a form"),
        ("sts:AssumeRoleWithWebIdentity", "signature"),
    ],
)
def test_what_cannot_be_sent_is_refused_when_the_bundle_is_made(action: str, why: str) -> None:
    made = script()
    service, _, name = action.partition(":")
    model = made._LOADER.load_service_model(service, "service-2")
    with pytest.raises(SystemExit, match=why):
        made._operation(service, model, name, {})


def test_lean_requests_need_no_botocore() -> None:
    """Start-up is a feature: botocore's import alone costs more than a first answer."""
    code = (
        "import sys, hardpan.aws.lean.reader; from hardpan.aws.lean import spec; spec.every();"
        "print([name for name in ('botocore', 'dateutil', 'jmespath', 'boto3') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
