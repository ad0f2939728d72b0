"""One detector for each account and Region, its plans, its findings, and what hides them."""

import pytest
from botocore.exceptions import ClientError

HIGH, LOW = "CryptoCurrency:EC2/BitcoinTool.B!DNS", "UnauthorizedAccess:EC2/SSHBruteForce"
PAID = {"S3_DATA_EVENTS", "EKS_AUDIT_LOGS", "EBS_MALWARE_PROTECTION", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS"}


@pytest.fixture
def guardduty(client):
    return client("guardduty", "eu-west-1")


def test_every_paid_plan_but_runtime_is_on_unless_listed(guardduty):
    detector = guardduty.create_detector(Enable=True, Features=[{"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}])
    features = _features(guardduty, detector["DetectorId"])
    assert {name for name in PAID if features[name] == "ENABLED"} == PAID - {"S3_DATA_EVENTS"}
    assert features["RUNTIME_MONITORING"] == "DISABLED"
    assert features["CLOUD_TRAIL"] == "ENABLED"


def test_there_is_one_detector_for_each_region(client, guardduty):
    detector = guardduty.create_detector(Enable=True)["DetectorId"]
    with pytest.raises(ClientError, match="BadRequestException"):
        guardduty.create_detector(Enable=True)
    assert guardduty.list_detectors()["DetectorIds"] == [detector]
    assert client("guardduty", "us-east-1").list_detectors()["DetectorIds"] == []
    guardduty.delete_detector(DetectorId=detector)
    assert guardduty.list_detectors()["DetectorIds"] == []
    with pytest.raises(ClientError, match="BadRequestException"):
        guardduty.get_detector(DetectorId=detector)


def test_an_update_keeps_what_is_not_named(guardduty):
    detector = guardduty.create_detector(Enable=True)["DetectorId"]
    assert guardduty.get_detector(DetectorId=detector)["FindingPublishingFrequency"] == "SIX_HOURS"
    guardduty.update_detector(DetectorId=detector, FindingPublishingFrequency="FIFTEEN_MINUTES")
    guardduty.update_detector(DetectorId=detector, Features=[{"Name": "RDS_LOGIN_EVENTS", "Status": "DISABLED"}])
    guardduty.update_detector(DetectorId=detector, Enable=False)
    described = guardduty.get_detector(DetectorId=detector)
    assert (described["Status"], described["FindingPublishingFrequency"]) == ("DISABLED", "FIFTEEN_MINUTES")
    features = _features(guardduty, detector)
    assert {name for name in PAID if features[name] == "ENABLED"} == PAID - {"RDS_LOGIN_EVENTS"}


def test_both_kinds_of_runtime_monitoring_exclude_each_other(guardduty):
    both = [{"Name": name, "Status": "ENABLED"} for name in ("RUNTIME_MONITORING", "EKS_RUNTIME_MONITORING")]
    with pytest.raises(ClientError, match="BadRequestException"):
        guardduty.create_detector(Enable=True, Features=both)
    assert guardduty.list_detectors()["DetectorIds"] == []
    detector = guardduty.create_detector(Enable=True)["DetectorId"]
    with pytest.raises(ClientError, match="cannot both be"):
        guardduty.update_detector(DetectorId=detector, Features=[{**one, "Status": "DISABLED"} for one in both])


def test_findings_are_listed_by_severity_and_archived(guardduty):
    detector = guardduty.create_detector(Enable=True)["DetectorId"]
    guardduty.create_sample_findings(DetectorId=detector, FindingTypes=[HIGH, LOW])
    assert len(guardduty.list_findings(DetectorId=detector)["FindingIds"]) == 2
    (high,) = _open_and_high(guardduty, detector)
    (finding,) = guardduty.get_findings(DetectorId=detector, FindingIds=[high])["Findings"]
    assert (finding["Type"], finding["Severity"], finding["Service"]["Archived"]) == (HIGH, 8.0, False)
    guardduty.archive_findings(DetectorId=detector, FindingIds=[high])
    assert _open_and_high(guardduty, detector) == []
    guardduty.unarchive_findings(DetectorId=detector, FindingIds=[high])
    assert _open_and_high(guardduty, detector) == [high]


def test_findings_come_a_page_at_a_time(guardduty):
    detector = guardduty.create_detector(Enable=True)["DetectorId"]
    guardduty.create_sample_findings(DetectorId=detector, FindingTypes=[HIGH, LOW])
    first = guardduty.list_findings(DetectorId=detector, MaxResults=1)
    second = guardduty.list_findings(DetectorId=detector, MaxResults=1, NextToken=first["NextToken"])
    assert len(set(first["FindingIds"] + second["FindingIds"])) == 2
    assert second["NextToken"] == ""


def test_a_suppressing_filter_hides_what_comes_after_it(guardduty):
    detector = guardduty.create_detector(Enable=True)["DetectorId"]
    criteria = {"Criterion": {"type": {"Eq": [HIGH]}}}
    guardduty.create_sample_findings(DetectorId=detector, FindingTypes=[HIGH])
    guardduty.create_filter(DetectorId=detector, Name="noisy", Action="ARCHIVE", FindingCriteria=criteria)
    guardduty.create_sample_findings(DetectorId=detector, FindingTypes=[HIGH])
    assert len(_open_and_high(guardduty, detector)) == 1
    assert guardduty.list_filters(DetectorId=detector)["FilterNames"] == ["noisy"]
    kept = guardduty.get_filter(DetectorId=detector, FilterName="noisy")
    assert (kept["Action"], kept["FindingCriteria"]) == ("ARCHIVE", criteria)
    with pytest.raises(ClientError, match="BadRequestException"):
        guardduty.create_filter(DetectorId=detector, Name="noisy", FindingCriteria=criteria)
    guardduty.delete_filter(DetectorId=detector, FilterName="noisy")
    assert guardduty.list_filters(DetectorId=detector)["FilterNames"] == []


def test_trusted_lists_are_listed_and_deleted(guardduty):
    detector = guardduty.create_detector(Enable=True)["DetectorId"]
    trusted = guardduty.create_ip_set(
        DetectorId=detector, Name="office", Format="TXT", Location="https://s3.amazonaws.com/b/ips.txt", Activate=True
    )["IpSetId"]
    assert guardduty.list_ip_sets(DetectorId=detector)["IpSetIds"] == [trusted]
    assert guardduty.get_ip_set(DetectorId=detector, IpSetId=trusted)["Status"] == "ACTIVE"
    guardduty.delete_ip_set(DetectorId=detector, IpSetId=trusted)
    assert guardduty.list_ip_sets(DetectorId=detector)["IpSetIds"] == []


def _features(guardduty, detector):
    return {each["Name"]: each["Status"] for each in guardduty.get_detector(DetectorId=detector)["Features"]}


def _open_and_high(guardduty, detector):
    criterion = {"severity": {"GreaterThanOrEqual": 7}, "service.archived": {"Eq": ["false"]}}
    return guardduty.list_findings(DetectorId=detector, FindingCriteria={"Criterion": criterion})["FindingIds"]
