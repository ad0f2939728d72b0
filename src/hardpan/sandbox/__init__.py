"""An AWS you can carry: an emulated account over HTTP on loopback.

The services are moto's; what it lacks, accepts too easily or answers wrongly is corrected here. Nothing outside this
room and `cli` knows of it.
"""

from . import moto_settings as moto_settings
