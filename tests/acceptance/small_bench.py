"""`doorstep` with small benchmarks: a year of a few hundred records, a district of two grids."""

import sys

from server.bench import growth, pages, reconnect, visits, year
from server.commands.main import run

if __name__ == "__main__":
    year.RECORDS = 300
    pages.OPEN_PAGES = 6
    pages.ROUNDS = 1
    visits.GRIDS = 2
    visits.VISITS_A_TABLET = 3
    reconnect.ROUNDS = 2
    growth.RECORDS = (120,)  # more than a grid has households
    growth.IDLE = (2, 5)
    sys.exit(run(sys.argv[1:]))
