"""Analyzers of a whole organization: who may make them, what they look at, and what ends them."""

import json

import pytest

from sandbox.asking import refused
from sandbox.delegation import REGION, Delegation
from sandbox.membership import until

PRINCIPAL = "access-analyzer.amazonaws.com"
STRANGER = "999988887777"


class Company(Delegation):
    def analyzer(self, account=None):
        return self.client("accessanalyzer", account)

    def register(self):
        self.members.organizations.register_delegated_administrator(AccountId=self.security, ServicePrincipal=PRINCIPAL)
        return self

    def role(self, account, name, trusted):
        statement = {"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.client("iam", account).create_role(RoleName=name, AssumeRolePolicyDocument=document)

    def found(self, arn):
        told = self.analyzer(self.security).list_findings_v2(analyzerArn=arn)["findings"]
        return {each["resource"].rpartition("/")[2]: each for each in told}

    def state(self, name):
        told = self.analyzer(self.security).get_analyzer(analyzerName=name)["analyzer"]
        return told["status"], (told.get("statusReason") or {}).get("code")


@pytest.fixture
def company(members, connect):
    return Company(members, connect, PRINCIPAL)


@pytest.fixture
def delegated(company):
    return company.trust().register()


def test_trust_and_registration_come_first(company):
    for kind in ("ORGANIZATION", "ORGANIZATION_UNUSED_ACCESS"):
        with refused("ValidationException"):
            company.analyzer().create_analyzer(analyzerName="all", type=kind)
    company.trust()
    for kind in ("ORGANIZATION", "ORGANIZATION_UNUSED_ACCESS"):
        with refused("AccessDeniedException"):
            company.analyzer(company.security).create_analyzer(analyzerName="all", type=kind)
    company.register()
    arn = company.analyzer(company.security).create_analyzer(analyzerName="all", type="ORGANIZATION")["arn"]
    assert arn == f"arn:aws:access-analyzer:{REGION}:{company.security}:analyzer/all"
    company.analyzer().create_analyzer(analyzerName="ours", type="ORGANIZATION")  # the management account may too
    with refused("ServiceQuotaExceededException"):
        company.analyzer(company.security).create_analyzer(analyzerName="again", type="ORGANIZATION")


def test_members_of_the_organization_are_no_outsiders(company, delegated):
    arn = company.analyzer(company.security).create_analyzer(analyzerName="all", type="ORGANIZATION")["arn"]
    company.role(company.one, "neighbour", company.two)
    company.role(company.one, "vendor", STRANGER)
    company.role(company.two, "vendor-too", STRANGER)
    found = company.found(arn)
    assert {name: each["resourceOwnerAccount"] for name, each in found.items()} == {
        "vendor": company.one,
        "vendor-too": company.two,
    }
    alone = company.analyzer(company.one).create_analyzer(analyzerName="mine", type="ACCOUNT")["arn"]
    told = company.analyzer(company.one).list_findings_v2(analyzerArn=alone)["findings"]
    names = {each["resource"].rpartition("/")[2] for each in told}
    assert {"neighbour", "vendor"} <= names
    assert "vendor-too" not in names


def test_unused_access_has_an_age_that_is_set_once(company, delegated):
    theirs = company.analyzer(company.security)
    theirs.create_analyzer(analyzerName="unused", type="ORGANIZATION_UNUSED_ACCESS")
    assert _configured(theirs, "unused") == {"unusedAccess": {"unusedAccessAge": 90}}
    theirs.delete_analyzer(analyzerName="unused")
    asked = {"unusedAccess": {"unusedAccessAge": 30}}
    theirs.create_analyzer(analyzerName="unused", type="ORGANIZATION_UNUSED_ACCESS", configuration=asked)
    rule = {"exclusions": [{"accountIds": [company.two]}]}
    theirs.update_analyzer(analyzerName="unused", configuration={"unusedAccess": {"analysisRule": rule}})
    assert _configured(theirs, "unused") == {"unusedAccess": {"unusedAccessAge": 30, "analysisRule": rule}}
    with refused("ValidationException"):
        theirs.create_analyzer(analyzerName="external", type="ORGANIZATION", configuration=asked)


def test_an_analyzer_ends_with_registration_or_trust(company, delegated):
    company.analyzer(company.security).create_analyzer(analyzerName="all", type="ORGANIZATION")
    until(lambda: company.state("all"), lambda found: found == ("ACTIVE", None))
    organizations = company.members.organizations
    organizations.deregister_delegated_administrator(AccountId=company.security, ServicePrincipal=PRINCIPAL)
    assert company.state("all") == ("DISABLED", "DELEGATED_ADMINISTRATOR_DEREGISTERED")
    organizations.disable_aws_service_access(ServicePrincipal=PRINCIPAL)
    assert company.state("all") == ("DISABLED", "AWS_SERVICE_ACCESS_DISABLED")
    company.trust().register()
    assert company.state("all") == ("ACTIVE", None)


def _configured(analyzer, name):
    return analyzer.get_analyzer(analyzerName=name)["analyzer"]["configuration"]
