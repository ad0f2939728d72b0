"""The sandbox as one object: start, use its address, reset, stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from werkzeug.serving import BaseWSGIServer

from hardpan.model import ExitCode, Problem

from . import callers, http_server, moto_adapter, organization, scenarios
from .control import Control
from .control_plane import ControlPlane
from .overlay import OverlayApp
from .scenarios.world import World

DEFAULT_SCENARIO = "factory-new"
HOME_REGION = "us-east-1"


class Sandbox:
    """An emulated AWS account, served from a thread of this process.

    The emulator's memory is the process's: of two in one process, both are the same account.
    """

    def __init__(self, scenario: str = DEFAULT_SCENARIO, port: int = 0) -> None:
        check(scenario)
        self._aws = OverlayApp(moto_adapter.make_app())
        self._plane = ControlPlane(self._aws, self._build)
        self._server: BaseWSGIServer = http_server.listen(self._plane, port)
        self._plane.reset(scenario)
        self._thread = threading.Thread(target=self._server.serve_forever, name="sandbox", daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.port)

    @property
    def url(self) -> str:
        return f"http://{http_server.LOOPBACK}:{self.port}"

    @property
    def account(self) -> str:
        return callers.ACCOUNT

    @property
    def environment(self) -> dict[str, str]:
        """Variables that point every AWS SDK and the AWS CLI at the sandbox."""
        return environment(self.url)

    @property
    def control(self) -> Control:
        """Faults, recorded requests and human acts."""
        return Control(self.url)

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def serve(self) -> None:
        """Serve from this thread until interrupted."""
        try:
            self._server.serve_forever()
        finally:
            self._server.server_close()

    def reset(self, scenario: str = DEFAULT_SCENARIO, regions: tuple[str, ...] = ()) -> None:
        """Begin anew with a scenario, and further opt-in Regions enabled."""
        self._plane.reset(scenario, regions)

    def _build(self, scenario: str, regions: tuple[str, ...]) -> None:
        build = scenarios.find(scenario).build
        self._aws.reset()
        organization.directory().pace = organization.AT_ONCE
        world = World(self._aws)
        build(world)
        world.enable_regions(*regions)
        organization.directory().pace = organization.Pace()
        self._aws.recorded.clear()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.stop()


def check(scenario: str) -> None:
    """Raises Problem where no scenario has this name."""
    try:
        scenarios.find(scenario)
    except LookupError as error:
        raise Problem(str(error), next="hardpan sandbox start --scenario NAME", code=ExitCode.USAGE) from error


def environment(url: str) -> dict[str, str]:
    """Variables that point every AWS SDK and the AWS CLI at a sandbox with this address.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    """
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": callers.ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": callers.SECRET_KEY,
        "AWS_REGION": HOME_REGION,
        "AWS_DEFAULT_REGION": HOME_REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def serve_foreground(
    scenario: str = DEFAULT_SCENARIO, port: int = 0, ready: Callable[[Sandbox], None] = lambda _: None
) -> None:
    """Serve until interrupted; `ready` is told once requests will be answered. Raises Problem where that cannot be."""
    sandbox = Sandbox(scenario, port)
    ready(sandbox)
    sandbox.serve()
