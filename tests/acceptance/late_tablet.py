"""`doorstep-tablet` on a device whose clock is three minutes late; nothing else differs."""

import time

from clients.reference_cli import main

LATE_NS = 180 * 1_000_000_000

if __name__ == "__main__":
    right = time.time_ns
    time.time_ns = lambda: right() - LATE_NS
    main.main()
