"""An organization as a test needs it: made over HTTP, its accounts entered by their role."""

import json
import time

ALICE = "alice"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
ROLE = "OrganizationAccountAccessRole"


class Members:
    """The organization of the sandbox's account, and clients in its accounts."""

    def __init__(self, sandbox, connect):
        self.sandbox, self.connect = sandbox, connect
        self.organizations = connect("organizations")
        self.key = None

    @property
    def root(self):
        return self.organizations.list_roots()["Roots"][0]["Id"]

    def begin(self, feature_set="ALL"):
        """An organization that is ready for accounts; what takes time takes none, except where a test says so."""
        self.sandbox.control.pace(change=0, finalizing=0, account=0, newborn=0, policy_type=0, closing=0)
        self.organizations.create_organization(FeatureSet=feature_set)
        return self

    def create(self, name, **more):
        """A new account's id."""
        asked = self.organizations.create_account(AccountName=name, Email=f"{name}@example.com", **more)
        return self.settled(asked["CreateAccountStatus"]["Id"])["AccountId"]

    def settled(self, request):
        """What becomes of a request for an account."""
        return until(
            lambda: self.organizations.describe_create_account_status(CreateAccountRequestId=request)[
                "CreateAccountStatus"
            ],
            lambda status: status["State"] != "IN_PROGRESS",
        )

    def alice(self, service, region="us-east-1"):
        """A client of an administrator of the management account: root may assume no role."""
        if self.key is None:
            iam = self.connect("iam")
            iam.create_user(UserName=ALICE)
            iam.attach_user_policy(UserName=ALICE, PolicyArn=ADMINISTRATOR)
            self.key = iam.create_access_key(UserName=ALICE)["AccessKey"]["AccessKeyId"]
        return self.connect(service, region, key=self.key)

    def enter(self, account, role=ROLE):
        """Credentials in an account, as arguments of `connect`."""
        arn = f"arn:aws:iam::{account}:role/{role}"
        lent = self.alice("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
        return {"key": lent["AccessKeyId"], "secret": lent["SecretAccessKey"], "token": lent["SessionToken"]}

    def trust(self, *services):
        for service in services:
            self.organizations.enable_aws_service_access(ServicePrincipal=service)


def until(ask, good, seconds=5):
    """The first good answer."""
    deadline = time.monotonic() + seconds
    while not good(answer := ask()):
        assert time.monotonic() < deadline, f"still {answer}"
        time.sleep(0.02)
    return answer


def scp(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


DENY = {"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}
