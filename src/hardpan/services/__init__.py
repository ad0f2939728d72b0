"""What Hardpan knows of each AWS service: facts, how to read them, controls on them, and how to change them.

A folder per service, named as on the AWS command line (`lambda_` because `lambda` is a Python keyword, `config_`
because `config` is a room of its own, `sso_admin` because no module's name has a hyphen). Being there is registering:
`load` imports every module below.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
from functools import cache


@cache
def load() -> None:
    """Register every collector, control and operation of every service."""
    collects = gc.isenabled()
    gc.disable()  # nothing of it is let go of: looking for garbage among it finds none
    try:
        for module in pkgutil.walk_packages(__path__, prefix=f"{__name__}."):
            importlib.import_module(module.name)
    finally:
        if collects:
            gc.enable()
