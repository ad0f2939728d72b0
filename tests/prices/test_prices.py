"""One dated table of prices: every amount that a control or a step names is in it."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from hardpan import services
from hardpan.config import document
from hardpan.model import CONTROLS
from hardpan.prices import PRICES, READ, REGION, said, usd

services.load()

AMOUNT = re.compile(r"\$(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?) USD")
SOURCES = [
    file
    for service in files("hardpan.services").iterdir()
    if service.is_dir()
    for folder in (service, *(part for part in service.iterdir() if part.is_dir()))
    for file in folder.iterdir()
    if file.name.endswith(".py")
]


def amounts(text: str) -> set[float]:
    return {float(one or other) for one, other in AMOUNT.findall(text)}


def test_the_table_says_nothing_twice() -> None:
    text = files("hardpan.prices").joinpath("prices.yaml").read_text(encoding="utf-8")
    assert document.read(text).errors == []


@pytest.mark.parametrize("name", PRICES)
def test_every_price_has_a_source_and_a_date(name) -> None:
    price = PRICES[name]
    assert price.usd > 0
    assert price.basis in ("list", "secondary", "unverified")
    assert bool(price.quoted) is (price.basis == "secondary")
    assert price.page.startswith("https://aws.amazon.com/")
    assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", price.seen)
    assert price.seen <= READ
    assert ("second-hand" in said(name)) is (price.basis == "secondary")
    assert (said(name) == price.said) is (price.basis == "list")


def test_what_a_key_costs() -> None:
    assert (REGION, usd("kms.key")) == ("us-east-1", 1.0)
    assert said("config.item").startswith("$0.003 for each change")
    assert said("kms.key") == "$1 a month for each key of one's own"
    assert said("accessanalyzer.unused").startswith("$0.20 a month for each IAM role and user")


@pytest.mark.parametrize("control", CONTROLS.values(), ids=list(CONTROLS))
def test_what_a_control_costs_is_in_the_table(control) -> None:
    assert amounts(control.cost) <= {price.usd for price in PRICES.values()}


def test_no_step_has_a_price_of_its_own() -> None:
    """An amount beside `monthly_cost_usd` comes from the table; so does one in a note."""
    for file in SOURCES:
        text = file.read_text(encoding="utf-8")
        own = [float(one) for one in re.findall(r"monthly_cost_usd=(\d[\d.]*)", text)]
        assert not any(own), f"{file.name} spells a price: use hardpan.prices"
        for note in re.findall(r'cost_note="([^"]*)"', text):
            assert amounts(note) <= {price.usd for price in PRICES.values()}
