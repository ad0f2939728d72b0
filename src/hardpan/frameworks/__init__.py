"""What standards ask for, which entries of the catalogue answer it, and how an assessment stands to it. Pure.

Frameworks name entries, and controls name the entry that they judge: no control names a framework.
"""

from hardpan.frameworks.catalogue import Entry, controls_of, entries
from hardpan.frameworks.covered import Coverage, FrameworkCoverage, coverage
from hardpan.frameworks.framework import Framework, Requirement, asked_by, frameworks
from hardpan.frameworks.standing import Answer, Held, Standing, held

__all__ = [
    "Answer",
    "Coverage",
    "Entry",
    "Framework",
    "FrameworkCoverage",
    "Held",
    "Requirement",
    "Standing",
    "asked_by",
    "controls_of",
    "coverage",
    "entries",
    "frameworks",
    "held",
]
