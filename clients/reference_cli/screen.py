"""One command's output: words for people, or one JSON document on stdout and nothing else there.

Colours and progress appear on a terminal alone. Progress and complaints go to stderr.
"""

import json
import sys
from collections.abc import Iterable
from typing import Final

import click

from clients.reference_cli.words import Words

_COLOURS: Final = {"✗": "red", "⚠": "yellow", "！": "yellow", "↑": "cyan", "✓": "green"}


class Screen:
    """Where one command writes.

    Attributes:
        as_json: documents instead of words.
        words: in the reader's language.
    """

    def __init__(self, words: Words, *, as_json: bool) -> None:
        self.words = words
        self.as_json = as_json

    def document(self, document: object) -> None:
        """The one document of a command with `--json`; nothing without it."""
        if self.as_json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
            sys.stdout.flush()

    def lines(self, lines: Iterable[str]) -> None:
        """Lines for people; nothing with `--json`."""
        if not self.as_json:
            for line in lines:
                click.echo(_coloured(line, terminal=sys.stdout.isatty()))

    def say(self, key: str, **facts: object) -> None:
        """One sentence for people; nothing with `--json`."""
        self.lines([self.words(key, **facts)])

    def complain(self, line: str) -> None:
        """A line on stderr, in either case."""
        click.echo(_coloured(line, terminal=sys.stderr.isatty()), err=True)


def _coloured(line: str, *, terminal: bool) -> str:
    if terminal:
        for sign, colour in _COLOURS.items():
            line = line.replace(sign, click.style(sign, fg=colour))
    return line
