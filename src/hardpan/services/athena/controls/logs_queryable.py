"""The audit trail can be queried within minutes.

A year of log files is some hundred thousand small files: nobody greps them while an intruder is at work. A table over
them, and a work group to run queries in, cost nothing until they are used, and then cents.

Check by hand:
    aws glue get-table --region REGION --database-name hardpan_logs --name cloudtrail_LOG_BUCKET
    aws athena get-work-group --region REGION --work-group hardpan

Fix by hand:
    aws glue create-database --region REGION --database-input Name=hardpan_logs
    aws glue create-table --region REGION --database-name hardpan_logs --table-input file://table.json
    aws athena create-work-group --region REGION --name hardpan --configuration 'ManagedQueryResultsConfiguration={Enabled=true},EnforceWorkGroupConfiguration=true'
    aws athena start-query-execution --region REGION --work-group hardpan --query-string "SELECT eventtime, eventname, useridentity.arn FROM hardpan_logs.cloudtrail_LOG_BUCKET WHERE region = 'eu-west-1' AND day >= '2026/10/01' LIMIT 20"

    `hardpan plan --output aws-cli` prints the table.

Edge cases:
    Asked in the account that keeps the log files, in the Region of their bucket. In a table over an organization's log
    files a query has to name the account it is about: WHERE account = '111122223333'. A query scans at most 100 GB in
    the work group that Hardpan makes. Any table of this name over the bucket passes that needs no partitions loaded.
    Who queries needs to read the bucket, and to use the key that log files are encrypted with.

Source: https://docs.aws.amazon.com/athena/latest/ug/cloudtrail-logs.html
"""  # noqa: E501

from __future__ import annotations

from dataclasses import replace

from hardpan.config import Baseline
from hardpan.model import Account, Fail, Pass, Severity, Verdict, control
from hardpan.prices import said
from hardpan.services.cloudtrail.examples import ACCOUNT, TRAIL
from hardpan.services.organizations.examples import DESCRIBED, TOOLING
from hardpan.snapshot import Snapshot

from ...cloudtrail.facts import Trail
from ..examples import QUERIES
from ..facts import LogQueries, Table, WorkGroup
from ..keeping import elsewhere


@control(
    section="incident-response",
    severity=Severity.MEDIUM,
    catalogue="ir.queryable-logs",
    profile="team",
    joins=[LogQueries, Trail],
    passes=[(ACCOUNT, QUERIES, TRAIL), (TOOLING, QUERIES, DESCRIBED)],
    fails=[
        (ACCOUNT,),
        (TOOLING, DESCRIBED),
        (ACCOUNT, replace(QUERIES, table=None)),
        (ACCOUNT, replace(QUERIES, table=Table("s3://another/AWSLogs/", projected=True))),
        (ACCOUNT, replace(QUERIES, table=replace(QUERIES.table or Table("", True), projected=False))),
        (ACCOUNT, replace(QUERIES, work_group=None)),
        (ACCOUNT, replace(QUERIES, work_group=WorkGroup(enabled=False, encrypted=True))),
        (ACCOUNT, replace(QUERIES, work_group=WorkGroup(enabled=True, encrypted=False))),
    ],
    not_applicable=[(ACCOUNT, TRAIL), (ACCOUNT, QUERIES, DESCRIBED)],
    human=(
        "A table or a work group of Hardpan's name is there and is not what it should be. Console > Athena: delete the "
        "table in database hardpan_logs, or edit the work group hardpan so that it is enabled and its results are "
        "encrypted; then plan again."
    ),
    cost=f"free until it is used; then {said('athena.scan')}",
)
def logs_queryable(account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    found = list(snapshot.all(LogQueries, account=account.id))
    if verdict := elsewhere(account, snapshot, want, keeps=bool(found)):
        return verdict
    wrong = [f"{one.bucket}: {why}" for one in found if (why := _fault(one))]
    if wrong or not found:
        return Fail("; ".join(wrong) or "there is no log bucket to be queried")
    return Pass(f"log files in {', '.join(one.bucket for one in found)} can be queried")


def _fault(queries: LogQueries) -> str | None:
    if queries.table is None:
        return "there is no table over its log files"
    if not queries.table.location.startswith(f"s3://{queries.bucket}/"):
        return f"the table is over {queries.table.location}"
    if not queries.table.projected:
        return "the table's partitions have to be loaded by hand"
    if queries.work_group is None:
        return "there is no work group for queries"
    return None if queries.work_group.is_fit else "the work group is disabled, or leaves results in the clear"
