"""org-formation, a peer: installed for a benchmark, told what organization there should be, and run as its users do.

npm puts it below the system's temporary directory, once for a version, and runs no script of any package. It finds the
sandbox by the variables that every SDK of AWS reads; nothing of it is changed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = "1.0.17"
_PACKAGE = f"aws-organization-formation@{VERSION}"
TRAIL, BUCKET = "benchmark", "trail-of-the-benchmark"
# The stack that makes a trail in the management account.
STACK = f"""\
AWSTemplateFormatVersion: 2010-09-09-OC
Organization: !Include ./organization.yml
OrganizationBindings:
  Management: {{IncludeMasterAccount: true, Region: us-east-1}}
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    OrganizationBinding: !Ref Management
    Properties: {{TrailName: {TRAIL}, S3BucketName: {BUCKET}, IsLogging: true, IsMultiRegionTrail: true}}
"""
_PASSWORDS = {
    "MinimumPasswordLength": 14,
    "PasswordReusePrevention": 24,
    "RequireLowercaseCharacters": True,
    "RequireUppercaseCharacters": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    "AllowUsersToChangePassword": True,
}


@dataclass(frozen=True)
class Guardrail:
    """A service control policy, and where it is attached: paths of units, or `root`."""

    name: str
    description: str
    content: str
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Wanted:
    """An organization: its management account, its units by path, and its members' names by unit."""

    management: str
    address: str  # of the management account's root user
    members: Mapping[str, Sequence[str]]
    guardrails: Sequence[Guardrail]
    passwords: bool = False  # a password policy in the management account


def installed() -> Path | None:
    """The program; None without npm, which is needed to get it."""
    folder = Path(tempfile.gettempdir()) / f"hardpan-org-formation-{VERSION}"
    program = folder / "node_modules/.bin/org-formation"
    if not program.exists():
        npm = shutil.which("npm")
        if npm is None:
            return None
        quietly = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]
        done = subprocess.run(
            [npm, "install", *quietly, "--prefix", str(folder), _PACKAGE], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"npm cannot install {_PACKAGE}: {done.stderr[-1000:]}")
    return program


def template(wanted: Wanted) -> str:
    """Its file for such an organization. JSON is YAML."""
    passwords = {"PasswordPolicy": _ref("Passwords")} if wanted.passwords else {}
    return json.dumps(
        {
            "AWSTemplateFormatVersion": "2010-09-09-OC",
            "Organization": {
                "ManagementAccount": _resource(
                    "MasterAccount",
                    AccountName="sandbox",
                    AccountId=wanted.management,
                    RootEmail=wanted.address,
                    **passwords,
                ),
                "OrganizationRoot": _resource(
                    "OrganizationRoot",
                    DefaultOrganizationAccessRoleName="OrganizationAccountAccessRole",
                    ServiceControlPolicies=_attached("root", wanted.guardrails),
                ),
                **{unit: _unit(unit, names, wanted.guardrails) for unit, names in wanted.members.items()},
                **{
                    f"Account{name}": _resource("Account", AccountName=name, RootEmail=f"aws+{name}@example.com")
                    for names in wanted.members.values()
                    for name in names
                },
                **{_logical(one): _policy(one) for one in wanted.guardrails},
                **({"Passwords": _resource("PasswordPolicy", **_PASSWORDS)} if wanted.passwords else {}),
            },
        },
        indent=1,
    )


def _resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"OC::ORG::{kind}", "Properties": properties}


def _unit(name: str, accounts: Iterable[str], guardrails: Iterable[Guardrail]) -> dict[str, Any]:
    return _resource(
        "OrganizationalUnit",
        OrganizationalUnitName=name,
        Accounts=[_ref(f"Account{account}") for account in accounts],
        ServiceControlPolicies=_attached(name, guardrails),
    )


def _policy(one: Guardrail) -> dict[str, Any]:
    return _resource(
        "ServiceControlPolicy",
        PolicyName=one.name,
        Description=one.description,
        PolicyDocument=json.loads(one.content),
    )


def _attached(target: str, guardrails: Iterable[Guardrail]) -> list[dict[str, str]]:
    return [_ref(_logical(one)) for one in guardrails if target in one.targets]


def _logical(one: Guardrail) -> str:
    return "".join(part.capitalize() for part in one.name.split("-"))


def _ref(name: str) -> dict[str, str]:
    return {"Ref": name}
