"""The table over CloudTrail's log files, with partitions that Athena works out by itself.

https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
"""

from __future__ import annotations

import re
from typing import Any

from hardpan.config.regions import REGIONS
from hardpan.model import Place

from ..s3.facts import Delivery

DATABASE, WORK_GROUP = "hardpan_logs", "hardpan"
MOST_SCANNED = 100 * 1024**3  # bytes of one query, which are paid for by the TB
_FIRST_DAY = "2020/01/01"
_IDENTITY = (
    "struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,accesskeyid:string,"
    "username:string,onbehalfof:struct<userid:string,identitystorearn:string>,"
    "sessioncontext:struct<attributes:struct<mfaauthenticated:string,creationdate:string>,"
    "sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>,"
    "ec2roledelivery:string,webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>>"
)
_COLUMNS = {
    "eventversion": "string",
    "useridentity": _IDENTITY,
    "eventtime": "string",
    "eventsource": "string",
    "eventname": "string",
    "awsregion": "string",
    "sourceipaddress": "string",
    "useragent": "string",
    "errorcode": "string",
    "errormessage": "string",
    "requestparameters": "string",
    "responseelements": "string",
    "additionaleventdata": "string",
    "requestid": "string",
    "eventid": "string",
    "readonly": "string",
    "resources": "array<struct<arn:string,accountid:string,type:string>>",
    "eventtype": "string",
    "apiversion": "string",
    "recipientaccountid": "string",
    "serviceeventdetails": "string",
    "sharedeventid": "string",
    "vpcendpointid": "string",
    "eventcategory": "string",
    "tlsdetails": "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>",
}


def table_name(bucket: str) -> str:
    """Name of the table over a bucket."""
    return f"cloudtrail_{re.sub('[^a-z0-9]', '_', bucket)}"


def folder(bucket: str, delivery: Delivery, place: Place, organization: str | None) -> str:
    """Where the log files begin: of one account, or of all accounts of an organization."""
    whose = organization if delivery.organization and organization else place.account
    return f"s3://{bucket}/{delivery.folder}{whose}/"


def table(bucket: str, delivery: Delivery, place: Place, organization: str | None) -> dict[str, Any]:
    """The table, as CreateTable takes it. In an organization's, a query says which account it is about."""
    start = folder(bucket, delivery, place, organization)
    of_many = delivery.organization and organization is not None
    account = "${account}/" if of_many else ""
    partitions = [*(["account"] if of_many else []), "region", "day"]
    return {
        "Name": table_name(bucket),
        "Description": "Hardpan: CloudTrail's log files",
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [{"Name": name, "Type": "string"} for name in partitions],
        "Parameters": {
            "EXTERNAL": "TRUE",
            "classification": "cloudtrail",
            "projection.enabled": "true",
            **({"projection.account.type": "injected"} if of_many else {}),
            "projection.region.type": "enum",
            "projection.region.values": ",".join(REGIONS[place.partition]),
            "projection.day.type": "date",
            "projection.day.format": "yyyy/MM/dd",
            "projection.day.range": f"{_FIRST_DAY},NOW",
            "projection.day.interval": "1",
            "projection.day.interval.unit": "DAYS",
            "storage.location.template": f"{start}{account}CloudTrail/${{region}}/${{day}}",
        },
        "StorageDescriptor": {
            "Columns": [{"Name": name, "Type": kind} for name, kind in _COLUMNS.items()],
            "Location": start,
            "InputFormat": "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            "SerdeInfo": {"SerializationLibrary": "org.apache.hive.hcatalog.data.JsonSerDe"},
        },
    }


def work_group() -> dict[str, Any]:
    """The work group, as CreateWorkGroup takes it: Athena keeps results for a day, encrypted, in no bucket of ours.

    https://docs.aws.amazon.com/athena/latest/ug/managed-results.html
    """
    return {
        "Name": WORK_GROUP,
        "Description": "Hardpan: queries of log files",
        "Configuration": {
            "EnforceWorkGroupConfiguration": True,
            "ManagedQueryResultsConfiguration": {"Enabled": True},
            "BytesScannedCutoffPerQuery": MOST_SCANNED,
        },
    }
