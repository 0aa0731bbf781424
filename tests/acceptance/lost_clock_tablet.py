"""`doorstep-tablet` on a device whose clock is years off; nothing else differs.

`lost_clock_tablet.py YEARS …` adds so many years to what the clock says.
"""

import sys
import time

from clients.reference_cli import main

YEAR_NS = 365 * 24 * 3600 * 1_000_000_000

if __name__ == "__main__":
    right, off_ns = time.time_ns, int(sys.argv.pop(1)) * YEAR_NS
    time.time_ns = lambda: right() + off_ns
    main.main()
