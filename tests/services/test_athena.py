"""Athena: the table over CloudTrail's log files, and the work group to query it in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import FactUnreadable, Read, Step
from hardpan.services.athena.cloudtrail_table import table, table_name, work_group
from hardpan.services.athena.collect import log_queries
from hardpan.services.athena.examples import QUERIES
from hardpan.services.athena.facts import WorkGroup
from hardpan.services.cloudtrail.examples import ACCOUNT, TRAIL
from hardpan.services.organizations.examples import AS_MEMBER, DESCRIBED, IN_NONE
from hardpan.services.s3.examples import DELIVERY, LOG_BUCKET
from hardpan.snapshot import Snapshot
from services.driving import denied, drive, steps_of, verbs
from services.test_s3 import ANSWERS as S3

services.load()

TEAM = replace(EXAMPLE, profile="team")
HERE = ACCOUNT.place
SHARED = replace(DELIVERY, organization=True)
TABLE = {
    "Table": {
        "Name": table_name(LOG_BUCKET.name),
        "Parameters": {"projection.enabled": "true"},
        "StorageDescriptor": {"Location": f"s3://{LOG_BUCKET.name}/AWSLogs/111122223333/"},
    }
}
ANSWERS: dict[str, Any] = {
    **{name: S3[name] for name in ("ec2:DescribeRegions", "cloudtrail:DescribeTrails", "s3:ListBuckets")},
    "glue:GetDatabases": {"DatabaseList": [{"Name": "hardpan_logs"}]},
    "glue:GetTable": TABLE,
    "athena:GetWorkGroup": {"WorkGroup": {"State": "ENABLED", **work_group()}},
}


def planned(*facts: Any, want: Any = TEAM) -> list[Step]:
    return steps_of("athena.log_table", want, Snapshot.of(ACCOUNT, *facts))


def test_it_is_asked_where_the_log_bucket_is_and_of_no_other() -> None:
    sent: list[Read] = []
    assert drive(log_queries(HERE), ANSWERS, sent) == [QUERIES]
    asked = [(read.action, read.region) for read in sent if read.service in ("glue", "athena")]
    assert asked == [(name, "eu-west-1") for name in ("glue:GetDatabases", "glue:GetTable", "athena:GetWorkGroup")]


def test_results_are_encrypted_by_athena_or_by_what_nobody_can_leave_out() -> None:
    own = {"EncryptionConfiguration": {"EncryptionOption": "SSE_S3"}}
    for said, encrypted in (
        ({}, False),
        ({"ResultConfiguration": {"OutputLocation": "s3://results/"}}, False),
        ({"ResultConfiguration": own}, True),
        ({"ResultConfiguration": own, "EnforceWorkGroupConfiguration": False}, False),
    ):
        group = {"athena:GetWorkGroup": {"WorkGroup": {"State": "ENABLED", "Configuration": said}}}
        (found,) = drive(log_queries(HERE), ANSWERS | group)
        assert found.work_group == WorkGroup(enabled=True, encrypted=encrypted)


def test_a_refused_table_is_not_taken_for_none() -> None:
    (found,) = drive(log_queries(HERE), ANSWERS | {"glue:GetTable": denied("glue:GetTable")})
    with pytest.raises(FactUnreadable):
        bool(found.table)


def test_all_that_is_missing_is_made_in_the_region_of_the_bucket() -> None:
    steps = planned(replace(QUERIES, database=False, table=None, work_group=None), LOG_BUCKET, TRAIL, IN_NONE)
    assert verbs(steps) == [
        f"athena.log_table/{verb}" for verb in ("database", f"table:{LOG_BUCKET.name}", "work_group")
    ]
    assert steps[0].key in steps[1].needs
    assert planned(QUERIES, LOG_BUCKET, TRAIL, IN_NONE) == []


def test_a_bucket_that_is_yet_to_be_made_has_its_table_in_the_same_plan() -> None:
    _, made, _ = planned(IN_NONE)
    given = made.write.parameters["TableInput"]
    assert given["StorageDescriptor"]["Location"] == f"s3://{LOG_BUCKET.name}/AWSLogs/111122223333/"


def test_a_table_over_an_organizations_files_has_an_account_to_be_named() -> None:
    made = table("logs", SHARED, HERE, "o-exampleorgid")
    assert [one["Name"] for one in made["PartitionKeys"]] == ["account", "region", "day"]
    assert made["Parameters"]["projection.account.type"] == "injected"
    assert made["Parameters"]["storage.location.template"] == (
        "s3://logs/AWSLogs/o-exampleorgid/${account}/CloudTrail/${region}/${day}"
    )
    assert "eu-west-1" in made["Parameters"]["projection.region.values"].split(",")


def test_other_accounts_of_an_organization_query_nothing() -> None:
    assert planned(QUERIES, LOG_BUCKET, AS_MEMBER, want=replace(DESCRIBED, profile="team")) == []
    assert planned(TRAIL, AS_MEMBER) == [], "the trail delivers to another account"


@pytest.mark.parametrize("name", ["hardpan-logs-111122223333", "my.logs", "a" * 63])
def test_the_table_has_a_name_that_glue_takes(name: str) -> None:
    assert table_name(name).replace("_", "").isalnum()
    assert len(table_name(name)) <= 255
