"""`doorstep-tablet`, many times in one process: a day's commands cost one start of Python.

`many_commands.py OPTION…` reads a JSON list of commands from stdin, each a list of words, and runs
them in this order with the options behind; it ends with the first that fails.
"""

import json
import sys

from clients.reference_cli import main

if __name__ == "__main__":
    for words in json.load(sys.stdin):
        main.application(words[0])([*words, *sys.argv[1:]], standalone_mode=False)
