"""What Hardpan says of the same account in two emulators that share no code: the sandbox, and ministack.

For developers only, by `make second-opinion`. The account is made messy by the same requests in both and judged, and
then brought to the baseline by `apply` in both and judged again. `agreement.yaml` holds what is expected: controls of
which both emulators let Hardpan say the same, and those of which they do not, with the reason. Controls that ministack
keeps from being judged, since it does not know an operation, are UNKNOWN there and count for nothing.
"""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import Finding, Status
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.workflows.apply import apply
from hardpan.workflows.assess import assess
from hardpan.workflows.plan import make_plan
from second_opinion.conftest import PROGRAM
from second_opinion.states import ACCOUNT, KEY, SECRET, Requests, mess

services.load()
WANT = replace(EXAMPLE, profile="enterprise", consent=("all",))
REGIONS = ("us-east-1", "eu-west-1")
AGREEMENT = yaml.safe_load(Path(__file__).with_name("agreement.yaml").read_text(encoding="utf-8"))

Verdicts = dict[str, Counter[tuple[str | None, Status]]]


@dataclass(frozen=True)
class Judged:
    """The verdicts of both emulators' accounts, before and after `apply`."""

    ours: tuple[Verdicts, Verdicts]
    theirs: tuple[Verdicts, Verdicts]

    def known(self, when: int) -> set[str]:
        """Controls that have a verdict in both."""
        both = self.ours[when].keys() & self.theirs[when].keys()
        return {control for control in both if not _is_unknown(self.theirs[when][control])}

    def differ(self, when: int) -> set[str]:
        """Those of them whose verdicts are not the same, Region by Region, as often."""
        return {one for one in self.known(when) if self.ours[when][one] != self.theirs[when][one]}

    def agree(self) -> dict[str, str]:
        """Those that never differ, with the verdicts on which they agree."""
        said: dict[str, set[str]] = defaultdict(set)
        for when in (0, 1):
            for control in self.known(when) - self.differ(0) - self.differ(1):
                said[control] |= {str(status) for _, status in self.ours[when][control]}
        return {control: ", ".join(sorted(found)) for control, found in sorted(said.items())}


def _is_unknown(verdicts: Iterable[tuple[str | None, Status]]) -> bool:
    return any(status is Status.UNKNOWN for _, status in verdicts)


def _verdicts(findings: Iterable[Finding]) -> Verdicts:
    found: Verdicts = defaultdict(Counter)
    for finding in findings:
        found[finding.control][finding.region, finding.status] += 1
    return dict(found)


@pytest.fixture(scope="module")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("ministack")
    environment = {
        "PATH": os.environ["PATH"],
        "TMPDIR": str(folder),
        "AUTH": "true",  # the key below is root's there, which is allowed everything
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([os.environ[PROGRAM]], cwd=folder, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address)
        yield address
    finally:
        process.terminate()
        process.wait()


def _await(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/_ministack/health", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("ministack does not answer")


@pytest.fixture(scope="module")
def judged(ministack: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    with Sandbox("factory-new") as sandbox, pytest.MonkeyPatch.context() as patch:
        for name, value in sandbox.environment.items():
            patch.setenv(name, value)
        # ministack's account is in an organization from the beginning.
        Requests(sandbox.url).client("organizations").create_organization(FeatureSet="ALL")
        found: dict[str, list[Verdicts]] = {sandbox.url: [], ministack: []}
        for address in found:
            mess(Requests(address))  # type: ignore[arg-type]
            found[address].append(_assessed(patch, address))
        known = [one for one, verdicts in found[ministack][0].items() if not _is_unknown(verdicts)]
        for address in found:
            patch.setenv("AWS_ENDPOINT_URL", address)
            plan = make_plan(WANT, Selection(controls=tuple(known), regions=REGIONS))
            apply(plan, tmp_path_factory.mktemp("runs"), on_step=lambda *_: None)
            found[address].append(_assessed(patch, address))
        ours, theirs = ((before, after) for before, after in found.values())
        yield Judged(ours, theirs)


def _assessed(patch: pytest.MonkeyPatch, address: str) -> Verdicts:
    patch.setenv("AWS_ENDPOINT_URL", address)
    return _verdicts(assess(WANT, Selection(regions=REGIONS)).findings)


@pytest.mark.parametrize(("when", "name"), [(0, "messy"), (1, "secured")])
def test_each_difference_has_a_reason_and_each_reason_a_difference(judged: Judged, when: int, name: str) -> None:
    reasons: Mapping[str, str] = AGREEMENT["differ"][name]
    differ = judged.differ(when)
    unexplained = [f"{one}: {judged.ours[when][one]}, {judged.theirs[when][one]}" for one in differ - reasons.keys()]
    assert unexplained == []
    assert reasons.keys() - differ == set(), "no difference any more"


def test_the_rest_agrees(judged: Judged) -> None:
    agree = judged.agree()
    assert agree == AGREEMENT["agree"], yaml.safe_dump({"agree": agree}, width=120)
    assert sum("FAIL" in said for said in agree.values()) > 50
    assert sum("PASS" in said for said in agree.values()) > 50
