"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.model import Place, Region

from ..organizations.examples import LOGS
from .facts import Administration, Administrator, Graph

HERE = Place("111122223333", "eu-west-1")
REGION = Region(place=HERE)
ELSEWHERE = Region(place=HERE.at("ap-northeast-3"))  # where AWS has no Detective
GRAPH = Graph(place=HERE, arn=HERE.arn("detective", "graph:027c7c4610ea4aacaf0b883093cab899"))
# Seen from the management account.
ADMINISTRATOR = Administrator(place=HERE, account=LOGS.id)
# Seen from the account that administers Detective.
ADMINISTRATION = Administration(place=HERE, graph=GRAPH.arn, auto_enable=True, left_out={}, held_back={})
