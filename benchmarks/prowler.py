"""What a whole assessment costs beside Prowler, a peer, where both ask the same of the same account.

Prowler runs the checks that ask what a control of Hardpan's asks, Hardpan those controls: `SAME`. What only one of them
asks is left out on both sides, and so are pairs whose verdicts on the sandbox differed. Both run as users run them, a
process each, against the sandbox, which serves from this process; CPU is that of the measured process alone.

    python -m venv FOLDER && FOLDER/bin/pip install prowler
    PROWLER=FOLDER/bin/prowler python -m benchmarks.prowler
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Cost, run
from benchmarks.stub import REGIONS
from hardpan.sandbox.server import Sandbox

# Control -> the checks of Prowler 5.46 that ask the same, and gave the same verdicts on every resource of the sandbox.
SAME: dict[str, tuple[str, ...]] = {
    "accessanalyzer.external_analyzer": ("accessanalyzer_enabled",),
    "accessanalyzer.no_external_access": ("accessanalyzer_enabled_without_findings",),
    "cloudtrail.log_file_validation": ("cloudtrail_log_file_validation_enabled",),
    "cloudtrail.multi_region_trail": (
        "cloudtrail_multi_region_enabled",
        "cloudtrail_multi_region_enabled_logging_management_events",
    ),
    "ec2.default_security_group_empty": ("ec2_securitygroup_default_restrict_traffic",),
    "ec2.ebs_encryption_by_default": ("ec2_ebs_default_encryption",),
    "ec2.image_public_access_blocked": ("ec2_ami_account_block_public_access",),
    "ec2.imds_default_v2": ("ec2_instance_account_imdsv2_enabled",),
    "ec2.instances_require_imdsv2": ("ec2_instance_imdsv2_enabled",),
    "ec2.no_open_admin_ports": (
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389",
    ),
    "ec2.no_open_data_ports": (
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_elasticsearch_kibana_9200_9300_5601",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_memcached_11211",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mongodb_27017_27018",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mysql_3306",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_postgres_5432",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_redis_6379",
        "ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_sql_server_1433_1434",
    ),
    "ec2.no_public_images": ("ec2_ami_public",),
    "ec2.no_public_snapshots": ("ec2_ebs_public_snapshot",),
    "ec2.snapshot_public_access_blocked": ("ec2_ebs_snapshot_account_block_public_access",),
    "efs.encrypted": ("efs_encryption_at_rest_enabled",),
    "emr.public_access_blocked": ("emr_cluster_account_public_block_enabled",),
    "guardduty.enabled": ("guardduty_is_enabled",),
    "guardduty.no_unhandled_findings": ("guardduty_no_high_severity_findings",),
    "guardduty.s3_protection": ("guardduty_s3_protection_enabled",),
    "iam.access_keys_rotated": ("iam_rotate_access_key_90_days", "iam_user_two_active_access_key"),
    "iam.administrators_known": (
        "iam_group_administrator_access_policy",
        "iam_role_administratoraccess_policy",
        "iam_user_administrator_access_policy",
    ),
    "iam.no_cloudshell_full_access": ("iam_policy_cloudshell_admin_not_attached",),
    "iam.no_expired_certificates": ("iam_no_expired_server_certificates_stored",),
    "iam.no_star_policy": (
        "iam_customer_attached_policy_no_administrative_privileges",
        "iam_inline_policy_no_administrative_privileges",
    ),
    "iam.password_policy": ("iam_password_policy_minimum_length_14", "iam_password_policy_reuse_24"),
    "iam.root_mfa": ("iam_root_mfa_enabled",),
    "iam.root_mfa_phishing_resistant": ("iam_root_hardware_mfa_enabled",),
    "iam.root_no_access_keys": ("iam_no_root_access_key",),
    "iam.support_role": ("iam_support_role_created",),
    "iam.user_mfa": ("iam_user_mfa_enabled_console_access",),
    "iam.users_in_groups": ("iam_policy_attached_only_to_group_or_roles",),
    "kms.key_rotation": ("kms_cmk_rotation_enabled",),
    "kms.no_pending_deletion": ("kms_cmk_not_deleted_unintentionally",),
    "lambda.policy_not_public": ("awslambda_function_not_publicly_accessible",),
    "lambda.url_requires_auth": ("awslambda_function_url_public",),
    "rds.encrypted": ("rds_cluster_storage_encrypted", "rds_instance_storage_encrypted"),
    "rds.no_public_snapshots": ("rds_snapshots_public_access",),
    "s3.buckets_private": ("s3_bucket_level_public_access_block", "s3_bucket_public_access"),
    "s3control.account_public_access_block": ("s3_account_level_public_access_blocks",),
    "ssm.no_public_documents": ("ssm_documents_set_as_public",),
}

_HARDPAN = str(Path(sys.executable).with_name("hardpan"))
_CONFIG = "profile: personal\nhome_region: eu-west-1\nalerts: {email: me@example.com}\n"
_SMALLEST = ("account_maintain_current_contact_details",)  # asks a person
_FINDINGS = {2}  # Hardpan's exit code for findings
_INSTALL = (
    "No Prowler: python -m venv FOLDER && FOLDER/bin/pip install prowler, then set PROWLER=FOLDER/bin/prowler, "
    "or put it on PATH"
)


@dataclass(frozen=True)
class Told:
    """What one tool cost, asked and said."""

    name: str
    cost: Cost
    requests: int
    findings: int


def hardpan(sandbox: Sandbox, folder: Path, rounds: int, controls: Sequence[str]) -> Told:
    """The median cost of Hardpan with these controls, or with all of them where none is named."""
    command = [_HARDPAN, "assess", str(folder / "hardpan.yaml"), "--output", "json", *_each("--region", REGIONS)]
    command += _each("--control", controls)
    environment = {**os.environ, **_environment(sandbox, folder)}
    # Not measured: its answer is counted.
    said = subprocess.run(command, env=environment, capture_output=True, check=False).stdout
    costs: list[Cost] = []
    requests = _requests(sandbox, lambda: costs.append(run(command, environment, _FINDINGS)))
    costs += [run(command, environment, _FINDINGS) for _ in range(rounds - 1)]
    findings = json.loads(said)["findings"]
    judged = len({finding["control"] for finding in findings})
    return Told(f"Hardpan, {judged} controls", _median(costs), requests, len(findings))


def prowler(sandbox: Sandbox, folder: Path, program: str, name: str, checks: Sequence[str], regions: int) -> Told:
    """The cost of one run of Prowler with these checks in so many Regions."""
    out = folder / name
    command = [program, "aws", "--no-banner", "--ignore-exit-code-3", "--output-formats", "csv"]
    command += ["--output-directory", str(out), "--region", *REGIONS[:regions], "--checks", *checks]
    # It leaves out what nothing uses, as default security groups; Hardpan does not.
    command += ["--scan-unused-services"]
    # S3 Control puts the account before the host name, which resolves on loopback only for a proxy that asks nobody.
    environment = {**_environment(sandbox, folder), "HTTP_PROXY": sandbox.url, "NO_PROXY": ""}
    environment |= {name.lower(): environment[name] for name in ("HTTP_PROXY", "NO_PROXY")}
    costs: list[Cost] = []
    requests = _requests(sandbox, lambda: costs.append(run(command, environment)))
    (answer,) = out.glob("*.csv")
    with answer.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text, delimiter=";"))
    return Told(f"Prowler {rows[0]['PROWLER_VERSION']}, {name}", costs[0], requests, len(rows))


def _environment(sandbox: Sandbox, folder: Path) -> dict[str, str]:
    return {**sandbox.environment, "HOME": str(folder)}


def _each(option: str, values: Sequence[str]) -> list[str]:
    return [word for value in values for word in (option, value)]


def _requests(sandbox: Sandbox, act: Callable[[], object]) -> int:
    """How many requests came meanwhile."""
    sandbox.control.forget_requests()
    act()
    return len(sandbox.control.requests())


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.wall for cost in costs),
        max(cost.memory for cost in costs),
    )


def main(rounds: int = 3) -> None:
    """Print what both cost, and the ratio of CPU. Prowler runs once: it is long."""
    program = shutil.which(os.environ.get("PROWLER", "prowler"))
    if program is None:
        print(_INSTALL)
        return
    checks = [check for found in SAME.values() for check in found]
    print(f"\nAssessing one account, {len(REGIONS)} Regions, the sandbox; median of {rounds} runs, of Prowler's one")
    with tempfile.TemporaryDirectory() as name, Sandbox("personal-messy") as sandbox:
        folder = Path(name)
        (folder / "hardpan.yaml").write_text(_CONFIG)
        same = hardpan(sandbox, folder, rounds, list(SAME))
        _show(same, same)
        _show(prowler(sandbox, folder, program, f"{len(checks)} checks", checks, len(REGIONS)), same)
        # What of it is starting up: hardly anything else is left.
        _show(prowler(sandbox, folder, program, "1 check, 1 Region", _SMALLEST, 1), same)
        _show(hardpan(sandbox, folder, rounds, []), same)


def _show(told: Told, beside: Told) -> None:
    cost = told.cost
    print(
        f"  {told.name:32} {cost.cpu:6.2f} s CPU {cost.cpu / beside.cost.cpu:6.1f} x {cost.wall:6.1f} s "
        f"{cost.memory / 2**20:5.0f} MiB {told.requests:>6,} requests {told.findings:>5} findings",
        flush=True,
    )


if __name__ == "__main__":
    main()
