"""Left out where no second emulator is installed: `make second-opinion` installs one beside everything else."""

import os

PROGRAM = "HARDPAN_SECOND_OPINION"  # the path of ministack's command

collect_ignore_glob = [] if os.environ.get(PROGRAM) else ["test_*.py"]
