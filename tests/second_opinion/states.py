"""What both emulators are asked to hold: an account made messy by requests that both know, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import botocore.session
from botocore.config import Config

from hardpan.sandbox.scenarios import messy_resources, personal_messy
from hardpan.sandbox.scenarios.world import World

KEY, SECRET = "AKIAHARDPANSANDBOX00", "in-the-sandbox-only"
ACCOUNT = "111122223333"


class Requests:
    """A scenario's world that is reached by requests alone: nothing is aged, and nobody does what only people can."""

    account = ACCOUNT

    def __init__(self, address: str) -> None:
        self._address = address
        self.knobs = _NoKnobs()

    def client(self, service: str, region: str = "us-east-1") -> Any:
        return botocore.session.Session().create_client(
            service,
            region,
            endpoint_url=self._address,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )


class _NoKnobs:
    def __getattr__(self, _: str) -> Callable[..., None]:
        return lambda *_, **__: None


def mess(world: World) -> None:
    """What the second emulator knows of `personal-messy`, whose definition this is."""
    for part in (
        _without("create_service_specific_credential", personal_messy.administrator),
        personal_messy.forgotten_user,
        personal_messy.groups,
        personal_messy.roles,
        personal_messy.federation,
        messy_resources.public_bucket,
        messy_resources.private_bucket,
        messy_resources.idle_trail,
        messy_resources.open_security_groups,
        _instance,
        messy_resources.public_function,
        _without("modify_db_snapshot_attribute", messy_resources.databases),
        messy_resources.keys,
        messy_resources.file_systems,
    ):
        part(world)


def _instance(world: World) -> None:
    """One that answers IMDSv1, of an image that is there already: either emulator launches only images it knows."""
    ec2 = world.client("ec2")
    images = ec2.describe_images()["Images"] or [ec2.register_image(Name="web-2019", RootDeviceName="/dev/xvda")]
    ec2.run_instances(
        ImageId=images[0]["ImageId"],
        InstanceType="t3.micro",
        MinCount=1,
        MaxCount=1,
        MetadataOptions={"HttpTokens": "optional"},
    )


def _without(request: str, part: Callable[[World], None]) -> Callable[[World], None]:
    """The part without one kind of request, for both emulators alike."""

    class Lacking:
        def __init__(self, world: World) -> None:
            self.account, self.knobs, self._world = world.account, world.knobs, world

        def client(self, *words: str) -> Any:
            made = self._world.client(*words)
            if hasattr(made, request):
                setattr(made, request, lambda **_: None)
            return made

    return lambda world: part(Lacking(world))  # type: ignore[arg-type]
