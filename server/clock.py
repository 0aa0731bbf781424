"""The server's clock: shown to people and kept with what happened, never used for order."""

import time


def now_ms() -> int:
    """Milliseconds since 1970 UTC by this machine."""
    return time.time_ns() // 1_000_000
