"""The one question of every alert control: would somebody hear of it?"""

from __future__ import annotations

from collections.abc import Iterator

from hardpan.config import Baseline
from hardpan.model import Account, Fail, NotApplicable, Pass, Place, Region, Verdict
from hardpan.services.sns.facts import Topic, alert_topic_arn
from hardpan.snapshot import Snapshot

from .counted import LOG_GROUP, log_group_arn
from .facts import Counting, EventForwarder, Rule, Target, default_bus
from .signals import ALARMED, Signal


def heard_of_here(signal: Signal, region: Region, snapshot: Snapshot, want: Baseline) -> Verdict:
    """The verdict on a signal whose events come in every Region."""
    wrong = fault(signal, region.place, snapshot, want)
    return Fail(wrong) if wrong else Pass(f"{_way(region.place, want)} when {signal.means}")


def heard_of(signal: Signal, account: Account, snapshot: Snapshot, want: Baseline) -> Verdict:
    """The verdict on a signal whose events come in the global Region alone, whence the home Region must get them."""
    needed = needed_in(signal, account, want)
    looked_at = {region.place for region in snapshot.regions}  # a run can be narrowed to some Regions
    seen = [place for place in needed if place in looked_at]
    for place in seen:
        wrong = fault(signal, place, snapshot, want)
        if wrong:
            return Fail(f"{place.region}: {wrong}")
    if len(seen) < len(needed):
        unseen = ", ".join(place.endpoint_region for place in needed if place not in seen)
        return NotApplicable(f"this run does not look at {unseen}")
    return Pass(f"{_way(needed[0], want)} when {signal.means}")


def needed_in(signal: Signal, account: Account, want: Baseline) -> list[Place]:
    """Where the rule of a signal that is not `everywhere` has to be: where events arise, and where they are taken."""
    home = want.home(account.place)
    arise = home if signal.of_home else account.place.at(account.place.global_region)
    return [arise] if arise == home else [arise, home]


def fault(signal: Signal, place: Place, snapshot: Snapshot, want: Baseline) -> str | None:
    """What keeps a signal in one Region from being heard of; None when nothing does."""
    rules = [rule for rule in snapshot.at(Rule, place) if rule.watches_for(signal)]
    if not rules:
        named = any(rule.name == signal.rule_name for rule in snapshot.at(Rule, place))
        return f"the rule {signal.rule_name} has another pattern" if named else f"no rule tells when {signal.means}"
    on = [rule for rule in rules if rule.is_on_for(signal)]
    if not on:
        return f"{rules[0].name} is {rules[0].state.lower()}; it has to be {signal.state.lower()}"
    if any(delivers(rule, snapshot, want) for rule in on):
        return None
    if signal.counted and place == want.home(place):
        return _uncounted(on, place, snapshot, want)
    if any(target.arn == default_bus(want.home(place)) for rule in on for target in rule.targets):
        return f"{on[0].name} sends to {want.home_region} with a role that cannot put events there"
    return f"{on[0].name} sends neither to the alert topic nor to another topic with a confirmed subscriber"


def _uncounted(rules: list[Rule], place: Place, snapshot: Snapshot, want: Baseline) -> str | None:
    """What keeps many of these events from being heard of; None when nothing does."""
    if not any(target.arn == log_group_arn(place) for rule in rules for target in rule.targets):
        return f"{rules[0].name} sends them nowhere to be counted"
    if not any(found.is_complete for found in snapshot.at(Counting, place)):
        return f"{rules[0].name} sends them to {LOG_GROUP}, but no alarm counts them there"
    return fault(ALARMED, place, snapshot, want)


def delivers(rule: Rule, snapshot: Snapshot, want: Baseline) -> bool:
    """Whether the rule has a target from which somebody hears."""
    return any(_leads_somewhere(target, rule.place, snapshot, want) for target in rule.targets)


def _leads_somewhere(target: Target, place: Place, snapshot: Snapshot, want: Baseline) -> bool:
    home = want.home(place)
    if place == home and target.arn == alert_topic_arn(want, place):
        return True
    if place != home and target.arn == default_bus(home):
        return all(
            forwarder.forwards_to(home)
            for forwarder in snapshot.all(EventForwarder, account=place.account)
            if forwarder.arn == target.role_arn
        )
    return ":sns:" in target.arn and any(topic.arn == target.arn for topic in _live_topics(place, snapshot))


def _live_topics(place: Place, snapshot: Snapshot) -> Iterator[Topic]:
    """Topics that take events and have a confirmed subscriber: another's way to be told is as good as ours."""
    return (topic for topic in snapshot.at(Topic, place) if not topic.refuses_events and topic.has_listener)


def _way(place: Place, want: Baseline) -> str:
    through = "" if place == want.home(place) else f" through {want.home_region}"
    return f"an alert goes out{through}"
