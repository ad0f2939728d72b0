"""Opt-in Regions: off at first, on after a while, and no credentials are good where they are off."""

import time

import pytest

from hardpan.sandbox import regions
from sandbox.asking import refused

CAPE_TOWN = "af-south-1"
ASKED_THERE = [
    ("ec2", "describe_vpcs", "AuthFailure", 401),
    ("sts", "get_caller_identity", "InvalidClientTokenId", 403),
    ("kms", "list_keys", "UnrecognizedClientException", 400),
    ("guardduty", "list_detectors", "UnrecognizedClientException", 403),
]


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(regions, "SETTLES_AFTER", 0.3)


@pytest.fixture
def told(client):
    return lambda name=CAPE_TOWN: client("account").get_region_opt_status(RegionName=name)["RegionOptStatus"]


def test_seventeen_regions_are_enabled_by_default(client):
    account = client("account")
    listed = [region for page in account.get_paginator("list_regions").paginate() for region in page["Regions"]]
    by_default = {each["RegionName"] for each in listed if each["RegionOptStatus"] == "ENABLED_BY_DEFAULT"}
    assert by_default == set(regions.ENABLED_BY_DEFAULT)
    assert len(by_default) == 17
    assert {each["RegionOptStatus"] for each in listed} == {"ENABLED_BY_DEFAULT", "DISABLED"}
    answer = account.list_regions(RegionOptStatusContains=["DISABLED"], MaxResults=5)
    assert len(answer["Regions"]) == 5
    assert answer["NextToken"]


def test_ec2_tells_the_same(client):
    described = client("ec2").describe_regions(AllRegions=True)["Regions"]
    off = {region["RegionName"] for region in described if region["OptInStatus"] == "not-opted-in"}
    assert off == set(regions.OPT_IN)


@pytest.mark.parametrize(("service", "operation", "code", "status"), ASKED_THERE)
def test_no_credentials_are_good_where_a_region_is_off(sandbox, client, service, operation, code, status):
    ask = getattr(client(service, CAPE_TOWN), operation)
    with refused(code, status):
        ask()
    sandbox.reset("factory-new", regions=(CAPE_TOWN,))
    ask()


def test_enabling_and_disabling_take_their_time(quick, client, told):
    account = client("account")
    account.enable_region(RegionName=CAPE_TOWN)
    assert told() == "ENABLING"
    with refused("ConflictException", 409):
        account.disable_region(RegionName=CAPE_TOWN)
    with refused("AuthFailure"):
        client("ec2", CAPE_TOWN).describe_vpcs()
    _until(lambda: told() == "ENABLED")
    assert client("ec2", CAPE_TOWN).describe_vpcs()["Vpcs"][0]["IsDefault"]
    account.disable_region(RegionName=CAPE_TOWN)
    assert told() == "DISABLING"
    _until(lambda: told() == "DISABLED")
    with refused("AuthFailure"):
        client("ec2", CAPE_TOWN).describe_vpcs()


def test_what_is_on_by_default_stays_on(client):
    with refused("ValidationException", 400):
        client("account").disable_region(RegionName="us-east-1")
    with refused("ValidationException", 400):
        client("account").get_region_opt_status(RegionName="us-moon-1")


def _until(holds):
    for _ in range(100):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("it did not settle")
