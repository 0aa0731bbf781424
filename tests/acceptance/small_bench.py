"""`doorstep`, whose year has a few hundred records and whose pages are fetched once."""

import sys

from server.bench import pages, year
from server.commands.main import run

if __name__ == "__main__":
    year.RECORDS = 300
    pages.OPEN_PAGES = 6
    pages.ROUNDS = 1
    sys.exit(run(sys.argv[1:]))
