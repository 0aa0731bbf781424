"""`doorstep` with shorter patience, so that a test sees the end of it; nothing else differs.

`brisk_server.py 'server.serve.KEEPALIVE_S=0.5' … -- serve …` sets named constants before it serves.
"""

import importlib
import sys

from server.commands.main import run


def shorten(setting: str) -> None:
    """Sets one constant of a module."""
    path, _, value = setting.partition("=")
    module, _, name = path.rpartition(".")
    of = importlib.import_module(module)
    assert hasattr(of, name), path
    setattr(of, name, type(getattr(of, name))(value))


if __name__ == "__main__":
    end = sys.argv.index("--")
    for each in sys.argv[1:end]:
        shorten(each)
    sys.exit(run(sys.argv[end + 1 :]))
