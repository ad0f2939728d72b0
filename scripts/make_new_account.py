"""Makes `src/hardpan/workflows/new_account.json.gz`: what a new account of an organization answers to every read.

    .venv/bin/python scripts/make_new_account.py

It is asked of the newest account of the sandbox, in two Regions: the one that answers for global services, and one that
stands for all others. Made again whenever a collector asks for something more.
"""

from __future__ import annotations

import gzip
import os
import tempfile
from pathlib import Path

import botocore.session

from hardpan import services
from hardpan.config import EXAMPLE
from hardpan.model import COLLECTORS
from hardpan.plan import Selection
from hardpan.sandbox.server import Sandbox
from hardpan.snapshot.answers import AccountAnswers, SnapshotFile
from hardpan.workflows.accounts import Target
from hardpan.workflows.new_account import OTHER_REGION, dumps
from hardpan.workflows.session import begin
from hardpan.workflows.survey import survey

TARGET = Path(__file__).parent.parent / "src" / "hardpan" / "workflows" / "new_account.json.gz"
NAME, EMAIL = "new-account", "new-account@example.com"
_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def recorded() -> AccountAnswers:
    """Everything that a new account of the sandbox's answers."""
    services.load()
    with Sandbox("factory-new") as sandbox, tempfile.TemporaryDirectory() as folder:
        os.environ.update(sandbox.environment)
        os.environ.update(_administrator())
        account = _made(sandbox)
        file = SnapshotFile.create(Path(folder) / "answers", caller="", version="")
        session = begin(EXAMPLE, Selection(regions=("us-east-1", OTHER_REGION)))
        survey(session, [Target(account, NAME)], COLLECTORS, lambda _: None, keep=file)
        (answers,) = file.accounts()
        return answers


def _administrator() -> dict[str, str]:
    """Keys of a user, since root can assume no role."""
    iam = _client("iam")
    iam.create_user(UserName="administrator")
    iam.attach_user_policy(UserName="administrator", PolicyArn=_ADMINISTRATOR)
    key = iam.create_access_key(UserName="administrator")["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def _made(sandbox: Sandbox) -> str:
    """A new account that answers as it will from then on. Root access is central, as it is where Hardpan makes one."""
    sandbox.control.pace(finalizing=0, account=0, newborn=0, change=0, policy_type=0, closing=0)
    organizations = _client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    organizations.enable_aws_service_access(ServicePrincipal="iam.amazonaws.com")
    iam = _client("iam")
    iam.enable_organizations_root_credentials_management()
    iam.enable_organizations_root_sessions()
    asked = organizations.create_account(AccountName=NAME, Email=EMAIL)["CreateAccountStatus"]["Id"]
    told = organizations.describe_create_account_status(CreateAccountRequestId=asked)["CreateAccountStatus"]
    account: str = told["AccountId"]
    return account


def _client(service: str):  # type: ignore[no-untyped-def]  # botocore makes them at run time
    return botocore.session.Session().create_client(service, "us-east-1")


if __name__ == "__main__":
    answers = recorded()
    TARGET.write_bytes(gzip.compress(dumps(answers).encode(), mtime=0))
    print(f"{TARGET.name}: {len(answers.kept)} answers, {TARGET.stat().st_size:,} bytes")
