"""One good example of each fact; a bad one is the good one with one thing broken."""

from __future__ import annotations

from hardpan.config import EXAMPLE
from hardpan.model import Account, Place

from .alert_topic import new_policy
from .facts import Subscription, Topic, alert_topic_arn

HOME = Place("111122223333", EXAMPLE.home_region)
ACCOUNT = Account(place=HOME.at(None), name=None)
CONFIRMED = Subscription(protocol="email", email=EXAMPLE.alerts.email, confirmed=True)
TOPIC = Topic(
    place=HOME,
    arn=alert_topic_arn(EXAMPLE, HOME),
    policy=new_policy(EXAMPLE, HOME),
    key=None,
    key_policy=None,
    subscriptions=(CONFIRMED,),
)
