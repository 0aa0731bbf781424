"""`doorstep` on a machine whose clock is ahead; nothing else differs.

`later_server.py HOURS …` adds so many hours to what the clock says.
"""

import sys
import time

from server.commands.main import run

HOUR_NS = 3600 * 1_000_000_000

if __name__ == "__main__":
    right, ahead_ns = time.time_ns, int(sys.argv[1]) * HOUR_NS
    time.time_ns = lambda: right() + ahead_ns
    sys.exit(run(sys.argv[2:]))
