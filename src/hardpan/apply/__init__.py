"""Carries out a Plan: journal ahead of every call, what is independent at once, wait until it has taken effect."""

from hardpan.apply.journal import SEEN, Journal, Run, runs
from hardpan.apply.run import Outcome, Result, Sender, carry_out
from hardpan.apply.undo import inverse

__all__ = ["SEEN", "Journal", "Outcome", "Result", "Run", "Sender", "carry_out", "inverse", "runs"]
