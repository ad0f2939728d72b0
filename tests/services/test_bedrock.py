"""Bedrock: what models are asked is logged where somebody asks any."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import Read
from hardpan.services.bedrock.collect import invocation_logging
from hardpan.services.bedrock.examples import HERE, LOGGING
from hardpan.services.s3.examples import BUCKET
from hardpan.snapshot import Snapshot
from services.driving import drive, steps_of, verbs

services.load()

USED = {"cloudwatch:ListMetrics": {"Metrics": [{"MetricName": "Invocations"}]}}
CONFIG = "bedrock:GetModelInvocationLoggingConfiguration"
NAME = "hardpan-bedrock-111122223333-eu-west-1"


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"loggingConfig": {"s3Config": {"bucketName": "prompts"}}}, LOGGING),
        (
            {"loggingConfig": {"cloudWatchConfig": {"logGroupName": "all"}}},
            replace(LOGGING, bucket=None, log_group="all"),
        ),
        ({}, replace(LOGGING, bucket=None)),
    ],
)
def test_where_the_log_goes_is_read(told: dict[str, object], found: object) -> None:
    assert drive(invocation_logging(HERE), USED | {CONFIG: told}) == [found]


def test_bedrock_is_not_asked_where_nobody_uses_it() -> None:
    sent: list[Read] = []
    assert drive(invocation_logging(HERE), {"cloudwatch:ListMetrics": {"Metrics": []}}, sent) == []
    assert len(sent) == 1


def test_the_bucket_is_made_before_and_a_bucket_that_is_there_is_not_made_again() -> None:
    unlogged = replace(LOGGING, bucket=None)
    steps = steps_of("bedrock.invocations_logged", EXAMPLE, Snapshot.of(unlogged))
    names = [name.rpartition("/")[2] for name in verbs(steps)]
    assert names == ["create", "block", "policy", "lifecycle", "put"]
    assert steps[-1].needs == {step.key for step in steps[:-1]}
    (write, _) = json.loads(steps[2].write.parameters["Policy"])["Statement"]
    assert write["Resource"] == f"arn:aws:s3:::{NAME}/AWSLogs/111122223333/BedrockModelInvocationLogs/*"
    again = steps_of("bedrock.invocations_logged", EXAMPLE, Snapshot.of(unlogged, replace(BUCKET, name=NAME)))
    assert [name.rpartition("/")[2] for name in verbs(again)] == ["block", "policy", "lifecycle", "put"]
    assert steps_of("bedrock.invocations_logged", EXAMPLE, Snapshot.of(LOGGING)) == []
