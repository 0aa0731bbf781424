"""`doorstep`, in whose demonstration only the first two grids work, a few visits each."""

import sys
from functools import partialmethod

from server.commands.main import run
from server.demo.demonstration import Demonstration

TABLETS = 8
VISITS = 10

if __name__ == "__main__":
    Demonstration.day = partialmethod(Demonstration.day, tablets=TABLETS, visits=VISITS)
    sys.exit(run(sys.argv[1:]))
