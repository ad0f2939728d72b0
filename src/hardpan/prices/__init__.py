"""What things cost a month, as far as that is known: the dated table in prices.yaml. Nothing else spells an amount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from hardpan.config import document

__all__ = ["DATED", "PRICES", "READ", "REGION", "Price", "said", "usd"]


@dataclass(frozen=True, kw_only=True)
class Price:
    """What one unit costs."""

    usd: float
    unit: str  # as it follows the amount
    basis: str  # list: AWS's own page says so; secondary: somebody else does; unverified: nobody who can be named
    page: str  # of AWS's own on it
    seen: str  # year and month
    quoted: str = ""  # who says so, of a secondary one
    free: str = ""
    trial: str = ""

    @property
    def said(self) -> str:
        """`$1 a month for each key of one's own`."""
        cents = self.usd == round(self.usd, 2)
        return f"${f'{self.usd:.2f}'.removesuffix('.00') if cents else f'{self.usd:g}'} {self.unit}"


_SAID = document.read(files("hardpan.prices").joinpath("prices.yaml").read_text(encoding="utf-8")).values
READ: str = _SAID["read"]  # year and month in which the whole table was gone through
REGION: str = _SAID["region"]
DATED = f"prices of {REGION}, read {READ}"
PRICES: Mapping[str, Price] = {
    name: Price(**{**one, "usd": float(one["usd"])}) for name, one in _SAID["prices"].items()
}


def usd(name: str) -> float:
    """What one unit costs."""
    return PRICES[name].usd


def said(name: str) -> str:
    """What one unit costs, in words; a price that is not AWS's own word says so."""
    price = PRICES[name]
    doubts = {"secondary": f" (second-hand price of {price.seen})", "unverified": " (unverified)"}
    return price.said + doubts.get(price.basis, "")
