"""What a command prints: one JSON document for programs, or words and tables for people.

Chinese characters count as two columns (Rich does that). Colours and QR codes appear on a terminal
alone. Everything a person reads comes from `server.commands.words`.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from server.clock import local
from server.commands.options import Language, language
from server.commands.words import Words

PIPED_COLUMNS = 250
"""Width where no terminal says one: a row of a list stays on one line, for grep."""


class Terminal:
    """One command's output.

    Args:
        as_json: print documents as JSON, else as words.
        lang: the `--lang` option as given.
    """

    def __init__(self, *, as_json: bool, lang: Language | None) -> None:
        self.as_json = as_json
        self.lang = language(lang)
        self.words = Words(self.lang)
        self._console = Console(file=sys.stdout, soft_wrap=True, highlight=False)
        if not self._console.is_terminal:
            self._console.width = PIPED_COLUMNS

    def show(self, document: object, for_people: Callable[[], None]) -> None:
        """Prints the document with --json; else calls what prints it for people."""
        if self.as_json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        else:
            for_people()

    def say(self, key: str, **facts: object) -> None:
        """Prints one sentence of the catalogue."""
        self.line(self.words(key, **facts))

    def warn(self, key: str, **facts: object) -> None:
        """Prints one sentence of the catalogue on stderr, with --json too."""
        sys.stderr.write(f"⚠ {self.words(key, **facts)}\n")

    def line(self, text: str) -> None:
        """Prints one line as it is: never read as markup."""
        self._console.print(text, markup=False)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]], empty: str) -> None:
        """Prints rows under columns named by the catalogue, or the sentence `empty`."""
        if not self.grid([self.words(column) for column in columns], rows):
            self.say(empty)

    def grid(self, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
        """Prints rows under headings that are words already; False where there are no rows."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in headings:
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        if table.row_count:
            self._console.print(table)
        return bool(table.row_count)

    def when(self, at_ms: object) -> str:
        """A time in the district's zone, as pages have it, to the minute; a dash for None.

        A tablet's clock may be wrong by ages: what no calendar has is shown as its last day.
        """
        if not isinstance(at_ms, int):
            return "–"
        return f"{local(at_ms):%Y-%m-%d %H:%M}"

    @property
    def is_terminal(self) -> bool:
        """Whether a person looks at it live."""
        return self._console.is_terminal
