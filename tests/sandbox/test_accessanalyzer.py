"""One external analyzer for each Region, and findings that follow the policies of the sandbox itself."""

import json
import time

import pytest
from botocore.exceptions import ClientError

from sandbox.asking import refused

STRANGER = "999988887777"


@pytest.fixture
def analyzer(client):
    return client("accessanalyzer")


def test_an_analyzer_is_created_then_active(analyzer):
    arn = analyzer.create_analyzer(analyzerName="outside", type="ACCOUNT")["arn"]
    (listed,) = analyzer.list_analyzers(type="ACCOUNT")["analyzers"]
    assert (listed["arn"], listed["status"]) == (arn, "CREATING")
    _wait(lambda: analyzer.get_analyzer(analyzerName="outside")["analyzer"]["status"] == "ACTIVE")
    analyzer.delete_analyzer(analyzerName="outside")
    assert analyzer.list_analyzers()["analyzers"] == []
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        analyzer.get_analyzer(analyzerName="outside")


def test_there_is_one_external_analyzer_for_each_region(client, analyzer):
    analyzer.create_analyzer(analyzerName="outside", type="ACCOUNT")
    with pytest.raises(ClientError, match="ConflictException"):
        analyzer.create_analyzer(analyzerName="outside", type="ACCOUNT")
    with pytest.raises(ClientError, match="ServiceQuotaExceededException"):
        analyzer.create_analyzer(analyzerName="another", type="ACCOUNT")
    with pytest.raises(ClientError, match="ValidationException"):
        analyzer.create_analyzer(analyzerName="all", type="ORGANIZATION")
    assert client("accessanalyzer", "eu-west-1").list_analyzers()["analyzers"] == []


@pytest.mark.parametrize("kind", ["ORGANIZATION", "ORGANIZATION_UNUSED_ACCESS"])
def test_an_organizations_analyzer_needs_trust_and_is_its_administrators(members, connect, kind):
    made = members.create("one")
    ours, theirs = connect("accessanalyzer"), connect("accessanalyzer", **members.enter(made))
    with refused("ValidationException", 400, match="not enabled"):
        ours.create_analyzer(analyzerName="all", type=kind)
    members.trust("access-analyzer.amazonaws.com")
    with refused("AccessDeniedException", 403, match="not a delegated administrator"):
        theirs.create_analyzer(analyzerName="all", type=kind)
    assert theirs.list_analyzers()["analyzers"] == []
    assert ours.create_analyzer(analyzerName="all", type=kind)["arn"]
    members.organizations.register_delegated_administrator(
        AccountId=made, ServicePrincipal="access-analyzer.amazonaws.com"
    )
    assert theirs.create_analyzer(analyzerName="all", type=kind)["arn"]


def test_a_public_bucket_is_found_in_its_region_and_resolved_when_closed(client, analyzer):
    s3 = client("s3", "us-east-1")
    s3.create_bucket(Bucket="photos")
    s3.delete_public_access_block(Bucket="photos")
    s3.put_bucket_policy(Bucket="photos", Policy=_policy("*", "s3:GetObject", "arn:aws:s3:::photos/*"))
    arn = analyzer.create_analyzer(analyzerName="outside", type="ACCOUNT")["arn"]
    (finding,) = _findings(analyzer, arn, isPublic={"eq": ["true"]})
    assert (finding["resource"], finding["status"]) == ("arn:aws:s3:::photos", "ACTIVE")
    details = analyzer.get_finding_v2(analyzerArn=arn, id=finding["id"])["findingDetails"][0]["externalAccessDetails"]
    assert (details["isPublic"], details["principal"]) == (True, {"AWS": "*"})
    elsewhere = client("accessanalyzer", "eu-west-1")
    there = elsewhere.create_analyzer(analyzerName="outside", type="ACCOUNT")["arn"]
    assert _findings(elsewhere, there) == []
    s3.delete_bucket_policy(Bucket="photos")
    assert [(each["id"], each["status"]) for each in _findings(analyzer, arn)] == [(finding["id"], "RESOLVED")]


def test_a_role_that_trusts_a_stranger_is_found_in_every_region(client):
    _role(client, "vendor", {"AWS": f"arn:aws:iam::{STRANGER}:root"})
    _role(client, "service", {"Service": "ec2.amazonaws.com"})
    for region in ("us-east-1", "eu-west-1"):
        analyzer = client("accessanalyzer", region)
        arn = analyzer.create_analyzer(analyzerName="outside", type="ACCOUNT")["arn"]
        (finding,) = _findings(analyzer, arn)
        assert finding["resource"].endswith(":role/vendor")
        assert _findings(analyzer, arn, isPublic={"eq": ["true"]}) == []


def test_a_role_that_trusts_its_own_account_is_no_finding(client, analyzer, account):
    _role(client, "own", {"AWS": f"arn:aws:iam::{account}:root"})
    arn = analyzer.create_analyzer(analyzerName="outside", type="ACCOUNT")["arn"]
    assert _findings(analyzer, arn) == []


def test_a_finding_is_archived_and_brought_back(client, analyzer):
    _role(client, "vendor", {"AWS": STRANGER})
    arn = analyzer.create_analyzer(analyzerName="outside", type="ACCOUNT")["arn"]
    (finding,) = _findings(analyzer, arn, status={"eq": ["ACTIVE"]})
    analyzer.update_findings(analyzerArn=arn, ids=[finding["id"]], status="ARCHIVED")
    assert _findings(analyzer, arn, status={"eq": ["ACTIVE"]}) == []
    analyzer.update_findings(analyzerArn=arn, ids=[finding["id"]], status="ACTIVE")
    assert len(_findings(analyzer, arn, status={"eq": ["ACTIVE"]})) == 1


def test_an_archive_rule_archives_what_it_meets_from_then_on(client, analyzer):
    arn = analyzer.create_analyzer(analyzerName="outside", type="ACCOUNT")["arn"]
    vendors = {"resource": {"contains": [":role/vendor"]}}
    _role(client, "vendor-before", {"AWS": STRANGER})
    assert len(_findings(analyzer, arn)) == 1
    analyzer.create_archive_rule(analyzerName="outside", ruleName="vendors", filter=vendors)
    _role(client, "vendor-after", {"AWS": STRANGER})
    statuses = {each["resource"].rpartition("/")[2]: each["status"] for each in _findings(analyzer, arn)}
    assert statuses == {"vendor-before": "ACTIVE", "vendor-after": "ARCHIVED"}
    analyzer.apply_archive_rule(analyzerArn=arn, ruleName="vendors")
    assert {each["status"] for each in _findings(analyzer, arn)} == {"ARCHIVED"}
    assert [rule["ruleName"] for rule in analyzer.list_archive_rules(analyzerName="outside")["archiveRules"]] == [
        "vendors"
    ]
    analyzer.delete_archive_rule(analyzerName="outside", ruleName="vendors")
    assert analyzer.list_archive_rules(analyzerName="outside")["archiveRules"] == []


def _findings(analyzer, arn, **wanted):
    return analyzer.list_findings_v2(analyzerArn=arn, filter=wanted)["findings"]


def _policy(principal, action, resource=None):
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [statement if resource is None else {**statement, "Resource": resource}]}
    )


def _role(client, name, principal):
    client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=_policy(principal, "sts:AssumeRole"))


def _wait(settled):
    deadline = time.monotonic() + 5
    while not settled():
        assert time.monotonic() < deadline, "it never settled"
        time.sleep(0.05)
