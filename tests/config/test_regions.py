"""The list of Regions, against botocore's."""

from __future__ import annotations

import botocore.session
import pytest

from hardpan.config.regions import REGIONS, all_regions, looks_like_a_region, partition_of
from hardpan.model import GLOBAL_REGION


@pytest.mark.parametrize("partition", REGIONS)
def test_no_region_that_botocore_knows_is_missing(partition: str) -> None:
    partitions = botocore.session.get_session().get_component("data_loader").load_data("endpoints")["partitions"]
    known = next(set(one["regions"]) for one in partitions if one["partition"] == partition)
    assert known <= set(REGIONS[partition])


def test_names_tell_form_and_partition() -> None:
    assert set(REGIONS) == set(GLOBAL_REGION)
    assert all(map(looks_like_a_region, all_regions()))
    assert all(partition_of(region) == partition for partition, regions in REGIONS.items() for region in regions)


@pytest.mark.parametrize("name", ["", "eu-west", "eu-west-1a", "us-esat-1", "EU-WEST-1", "eu_west_1", "eu-west-1\n"])
def test_what_is_no_region(name: str) -> None:
    assert not looks_like_a_region(name)
