"""Hardpan: an AWS account from just created to secured, and provably still secured."""

__version__ = "0.1.0"
