"""Users and roles of a test's making, and clients that ask as they do."""

import json

from hardpan.sandbox import callers
from sandbox.membership import ADMINISTRATOR

TRUSTS_ANYBODY = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(*actions, resource="*", **more):
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def deny(*actions, resource="*", **more):
    return {**allow(*actions, resource=resource, **more), "Effect": "Deny"}


class Actors:
    """Makes whoever a test needs in any account, with the key that builds scenarios and that nothing binds."""

    def __init__(self, connect):
        self.connect = connect

    def builder(self, service, account, region="us-east-1"):
        return self.connect(service, region, key=callers.root_key_of(account))

    def root(self, account):
        """The root user of an account, by an access key of its own."""
        return {"key": self.builder("iam", account).create_access_key()["AccessKey"]["AccessKeyId"]}

    def user(self, account, name, *statements, path="/", **more):
        """A user who may do what the statements say."""
        iam = self.builder("iam", account)
        iam.create_user(UserName=name, Path=path, **more)
        if statements:
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy(*statements))
        return {"key": iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]}

    def role(self, account, name, by, *, path="/", **session):
        """A session of an administrator's role, begun by somebody."""
        iam = self.builder("iam", account)
        iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=policy(TRUSTS_ANYBODY))
        iam.attach_role_policy(RoleName=name, PolicyArn=ADMINISTRATOR)
        return self.enter(f"arn:aws:iam::{account}:role{path}{name}", by, **session)

    def enter(self, role, by, **session):
        """A session of a role that is there."""
        lent = self.connect("sts", **by).assume_role(RoleArn=role, RoleSessionName="test", **session)["Credentials"]
        return {"key": lent["AccessKeyId"], "secret": lent["SecretAccessKey"], "token": lent["SessionToken"]}
