"""What to change so that DNS queries are logged."""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import NotYet, Place, Read, Ref, Settled, Step, Write, operation, step_key
from hardpan.snapshot import Snapshot

from ..ec2.networks import Vpc
from ..s3.network_logs import FACTS, destination, prepared
from .facts import QueryLogConfig, QueryLogging

_NAME = "hardpan"
_SETTLES = 300  # seconds
# "A query logging configuration cannot be deleted while VPCs are associated with it": the last may be on its way out.
_STILL_USED = NotYet("InvalidRequestException", seconds=300)
_COST = "delivery is priced by the GB, cents in a quiet VPC; storage in S3"


@operation(
    satisfies=["route53resolver.query_logs"],
    facts=[Vpc, QueryLogConfig, QueryLogging, *FACTS],
    writes=[
        "route53resolver:CreateResolverQueryLogConfig",
        "route53resolver:DeleteResolverQueryLogConfig",
        "route53resolver:AssociateResolverQueryLogConfig",
        "route53resolver:DisassociateResolverQueryLogConfig",
    ],
    after=["s3.network_log_bucket"],
    permissions=["logs:CreateLogDelivery", "logs:DeleteLogDelivery"],
)
def query_logs(want: Baseline, have: Snapshot) -> Iterator[Step]:
    """One configuration in each Region, into the bucket for network logs, for every VPC in use that has none.

    Associations that are there stay as they are, also those that fail: a person has to look.
    """
    for account in have.accounts:
        logged = {one.vpc for one in have.all(QueryLogging, account=account.id)}
        open_ones = [one for one in have.all(Vpc, account=account.id) if not one.is_idle and one.id not in logged]
        bucket, (needs, follows) = destination(want, have, account).arn, prepared(want, have, account)
        for place in sorted({vpc.place for vpc in open_ones}):
            config = _config(place, have, bucket)
            if config is None:
                yield _created(place, bucket, needs, follows)
            for vpc in open_ones:
                if vpc.place == place:
                    yield _associated(vpc, config)


def _config(place: Place, have: Snapshot, bucket: str) -> str | None:
    """The configuration that delivers there already."""
    found = [one for one in have.at(QueryLogConfig, place) if one.destination == bucket and one.status == "CREATED"]
    return found[0].id if found else None


def _key(place: Place) -> str:
    return step_key("route53resolver.query_logs/create", place)


def _created(place: Place, bucket: str, needs: frozenset[str], follows: frozenset[str]) -> Step:
    key = _key(place)
    return Step(
        key=key,
        place=place,
        write=Write(
            "route53resolver",
            "CreateResolverQueryLogConfig",
            Name=_NAME,
            DestinationArn=bucket,
            CreatorRequestId=f"{_NAME}-{place.account}-{place.region}",
        ),
        because="no configuration logs DNS queries",
        after=f"DNS queries can be logged to {bucket.rpartition(':')[2]}",
        needs=needs,
        follows=follows,
        undo=(
            Write(
                "route53resolver",
                "DeleteResolverQueryLogConfig",
                ResolverQueryLogConfigId=Ref(key, "ResolverQueryLogConfig.Id"),
            ),
        ),
        monthly_cost_usd=None,
        cost_note=_COST,
        not_yet=(_STILL_USED,),
    )


def _associated(vpc: Vpc, config: str | None) -> Step:
    named = {
        "ResolverQueryLogConfigId": config or Ref(_key(vpc.place), "ResolverQueryLogConfig.Id"),
        "ResourceId": vpc.id,
    }
    return Step(
        key=step_key(f"route53resolver.query_logs/associate:{vpc.id}", vpc.place),
        place=vpc.place,
        write=Write("route53resolver", "AssociateResolverQueryLogConfig", **named),
        because="its DNS queries are not logged",
        resource=vpc.id,
        before="not logged",
        after="logged",
        needs=frozenset() if config else frozenset({_key(vpc.place)}),
        undo=(Write("route53resolver", "DisassociateResolverQueryLogConfig", **named),),
        monthly_cost_usd=None,
        cost_note=_COST,
        settled=Settled(
            Read(
                "route53resolver",
                "ListResolverQueryLogConfigAssociations",
                Filters=[{"Name": "ResourceId", "Values": [vpc.id]}],
            ),
            "ResolverQueryLogConfigAssociations[?Status=='ACTIVE'] | length(@) > `0`",
            True,
            seconds=_SETTLES,
        ),
    )
