"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

import json
from dataclasses import replace

from hardpan.config import EXAMPLE
from hardpan.model import Account, Place, Region

from ..iam.facts import Role
from ..organizations.examples import AS_MEMBER, DESCRIBED
from ..s3.examples import BUCKET, LOG_BUCKET
from ..s3.facts import ConfigBucket, LogBucket
from .facts import CONTROL_TOWER_ROLE, Aggregator, Channel, LinkedRole, Recorder, linked_role
from .policy import document_for
from .wanted import AGGREGATOR, NAME, Destination, described

HERE = Place("111122223333", "eu-west-1")
ACCOUNT = Account(place=HERE.at(None), name=None)
REGION = Region(place=HERE)
WITHOUT = replace(EXAMPLE, config_recorder="off")
LINKED = LinkedRole(place=HERE.at(None), arn=linked_role(HERE))

_GOOD = described(EXAMPLE, HERE, LINKED.arn)
RECORDER = Recorder(
    place=HERE,
    name=NAME,
    role=LINKED.arn,
    group=_GOOD["recordingGroup"],
    mode=_GOOD["recordingMode"],
    recording=True,
    error=None,
)
OWN = Destination("hardpan-config-111122223333", None, is_here=True, at_home=HERE)
CHANNEL = Channel(place=HERE, name=NAME, bucket=OWN.name, settings={"name": NAME, "s3BucketName": OWN.name}, error=None)
SELECTIVE = replace(
    RECORDER,
    group={
        "allSupported": False,
        "includeGlobalResourceTypes": False,
        "resourceTypes": [],
        "exclusionByResourceTypes": {"resourceTypes": ["AWS::EC2::NetworkInterface"]},
        "recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"},
    },
)

# What AWS Control Tower sets up in an account that it governs.
TOWER_ROLE = Role(
    place=HERE.at(None),
    name=CONTROL_TOWER_ROLE,
    path="/",
    arn=HERE.at(None).arn("iam", f"role/{CONTROL_TOWER_ROLE}"),
    trust={"Statement": []},
    attached=(),
)
TOWER_RECORDER = replace(RECORDER, name="aws-controltower-BaselineConfigRecorder", role=TOWER_ROLE.arn)
TOWER_CHANNEL = replace(
    CHANNEL,
    name="aws-controltower-BaselineConfigDeliveryChannel",
    bucket="aws-controltower-logs-444455556666-eu-west-1",
)

_SETTINGS = {name: getattr(LOG_BUCKET, name) for name in LogBucket.__dataclass_fields__}


def config_bucket(meant: Destination) -> ConfigBucket:
    """A bucket as it should be."""
    return ConfigBucket(
        **{**_SETTINGS, "name": meant.name, "deliveries": (), "policy": json.dumps(document_for(meant)), "lock": None}
    )


OWN_BUCKET = config_bucket(OWN)
OWNED = replace(BUCKET, name=OWN.name)  # the same, as it is known of every bucket

# The same account, where it keeps what all of its organization records: its name is that of organization.log_archive.
KEEPER = replace(ACCOUNT, name="security")
SHARED = Destination(f"hardpan-config-{AS_MEMBER.organization}", AS_MEMBER.organization, is_here=True, at_home=HERE)
SHARED_BUCKET = config_bucket(SHARED)
SHARED_CHANNEL = replace(CHANNEL, bucket=SHARED.name)
WITHOUT_DESCRIBED = replace(DESCRIBED, config_recorder="off")

AGGREGATOR_OF_ALL = Aggregator(
    place=HERE, name=AGGREGATOR, arn=HERE.arn("config", "config-aggregator/config-aggregator-1"), all_regions=True
)
