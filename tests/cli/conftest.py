"""The installed command, run as a user runs it, against a sandbox in a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardpan.sandbox.server import Sandbox

HARDPAN = str(Path(sys.executable).with_name("hardpan"))


@pytest.fixture(scope="session")
def serving() -> Iterator[Sandbox]:
    with Sandbox("personal-messy") as served:
        yield served


class Shell:
    """A folder with a hardpan.yaml, and an environment that points at the sandbox."""

    def __init__(self, folder: Path, sandbox: Sandbox) -> None:
        self.folder, self.sandbox = folder, sandbox
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **sandbox.environment}
        (folder / "hardpan.yaml").write_text(
            "profile: personal\nhome_region: eu-west-1\nalerts: {email: me@example.com}\nconsent: [all]\n"
        )

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [HARDPAN, *words],
            cwd=self.folder,
            env={**self.environment, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """The command going on by itself; what it says is in `said.txt`."""
        nothing = subprocess.DEVNULL
        with (self.folder / "said.txt").open("ab") as said:
            return subprocess.Popen(
                [HARDPAN, *words],
                cwd=self.folder,
                env=self.environment,
                stdin=nothing,
                stdout=nothing,
                stderr=said,
                # Whoever runs the tests in the background may have Ctrl-C ignored, and a child inherits that.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    def changes(self) -> int:
        """How many requests that change something the sandbox was sent."""
        reads = ("Describe", "Get", "List", "Generate")
        return sum(not request["operation"].startswith(reads) for request in self.sandbox.control.requests())


@pytest.fixture
def shell(serving: Sandbox, tmp_path: Path) -> Shell:
    serving.reset("personal-messy")
    return Shell(tmp_path, serving)


@pytest.fixture
def connect(serving: Sandbox):
    """A client of the sandbox, to look with other eyes than Hardpan's."""
    import botocore.session

    def client(service: str, region: str = "us-east-1"):
        return botocore.session.Session().create_client(
            service, region, endpoint_url=serving.url, aws_access_key_id="testing", aws_secret_access_key="testing"
        )

    return client
