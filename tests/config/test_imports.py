"""Reading a Baseline costs nothing but the Baseline."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["hardpan.config", "hardpan.config.saved"])
def test_importing_the_baseline_imports_no_parser_and_no_sdk(module: str) -> None:
    script = f"import sys, {module}; print(*sorted({{'yaml', 'pydantic', 'botocore', 'jinja2'}} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("module", ["load", "schema", "init"])
def test_reading_the_file_imports_no_sdk(module: str) -> None:
    script = f"import sys, hardpan.config.{module}; print('pydantic' in sys.modules, 'botocore' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
