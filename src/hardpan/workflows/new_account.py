"""What a new account of an organization holds, before there is one: what its part of a plan is made from.

The answers are those of the sandbox's newest account, kept in `new_account.json.gz` by `scripts/make_new_account.py`.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from hardpan.collect import collect, collectors_for
from hardpan.collect.recorded import Recorded
from hardpan.config.regions import REGIONS, partition_of
from hardpan.model import Account, Fact, Place, Region, Why
from hardpan.snapshot import Snapshot
from hardpan.snapshot.answers import AccountAnswers, Kept, decoded, encoded

_PARTITION, GLOBAL, OTHER_REGION = (
    "aws",
    "us-east-1",
    "eu-west-1",
)  # what was asked; the second Region stands for all others


def dumps(answers: AccountAnswers) -> str:
    """The answers as text, with what has to be replaced in them: whose they are, and in which organization."""
    told = next(
        one.answer["Organization"]
        for one in answers.kept
        if '"DescribeOrganization"' in one.question and isinstance(one.answer, dict)
    )
    kept = sorted(answers.kept, key=lambda one: (one.place, one.question, one.absent))
    return json.dumps(
        {
            "account": answers.account,
            "name": answers.name,
            "organization": told["Id"],
            "management": told["MasterAccountId"],
            "answers": json.loads(encoded(kept)),
        }
    )


def new_account(
    place: Place,
    name: str,
    *,
    organization: str,
    management: str,
    regions: Sequence[str],
    kinds: Iterable[type[Fact]],
    caller: str,
) -> Snapshot:
    """The facts of an account of this number and name as AWS hands it out, in these Regions."""
    kept = list(_answers(place, organization, management, name))
    return asyncio.run(
        collect(
            Recorded(kept),
            accounts=[Account(place=place, name=name)],
            regions=[Region(place=place.at(region)) for region in regions],
            collectors=collectors_for(kinds),
            caller=caller,
        )
    )


def is_on_by_default(region: str) -> bool:
    """Whether a new account has this Region."""
    _, kept = _recorded()
    told = next(one.answer for one in kept if '"DescribeRegions"' in one.question)
    assert isinstance(told, dict)
    return partition_of(region) != _PARTITION or region in {one["RegionName"] for one in told["Regions"]}


def _answers(place: Place, organization: str, management: str, name: str) -> Iterator[Kept]:
    """Of every Region there is: some questions about the account as a whole are asked in each."""
    whose, kept = _recorded()
    told = {
        whose["account"]: place.account,
        whose["management"]: management,
        whose["organization"]: organization,
        whose["name"]: name,
        f"arn:{_PARTITION}:": f"arn:{place.partition}:",
        GLOBAL: place.global_region,
    }
    for one in kept:
        if one.place.region == GLOBAL:
            yield _renamed(one, told, place.at(place.global_region))
    for region in REGIONS[place.partition]:
        if region != place.global_region:
            for one in kept:
                if one.place.region == OTHER_REGION:
                    yield _renamed(one, {**told, OTHER_REGION: region}, place.at(region))


@cache
def _recorded() -> tuple[dict[str, str], tuple[Kept, ...]]:
    packaged = files("hardpan.workflows").joinpath("new_account.json.gz").read_bytes()
    whose: dict[str, Any] = json.loads(gzip.decompress(packaged))
    return whose, tuple(decoded(json.dumps(whose.pop("answers")).encode()))


def _renamed(one: Kept, told: Mapping[str, str], place: Place) -> Kept:
    pattern = re.compile("|".join(rf"(?<![0-9a-zA-Z]){re.escape(name)}(?![0-9])" for name in told))

    def text(value: str) -> str:
        return pattern.sub(lambda match: told[match[0]], value)

    def within(value: Any) -> Any:
        if isinstance(value, str):
            return text(value)
        if isinstance(value, bytes):
            return text(value.decode("latin-1")).encode("latin-1")
        if isinstance(value, dict):
            return {key: within(item) for key, item in value.items()}
        return [within(item) for item in value] if isinstance(value, list) else value

    answer = replace(one.answer, place=place) if isinstance(one.answer, Why) else within(one.answer)
    return replace(one, place=place, question=text(one.question), answer=answer)
