"""`doorstep`, in whose demonstration fewer tablets work, a few visits each.

`small_demo.py TABLETS VISITS WORD…`: so many tablets of the first grids, and what is asked of them.
"""

import sys
from functools import partialmethod

from server.commands.main import run
from server.demo.demonstration import Demonstration

if __name__ == "__main__":
    tablets, visits, *words = sys.argv[1:]
    Demonstration.day = partialmethod(Demonstration.day, tablets=int(tablets), visits=int(visits))
    sys.exit(run(words))
