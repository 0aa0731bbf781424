"""The settings in force, as the server that runs was given them."""

import os

from server import settings
from server.operations.arguments import Arguments
from server.station import Station


def config(station: Station, _: Arguments) -> object:
    """The settings with where each comes from, the address, and variables that are no setting."""
    return settings.document(station.settings, os.environ, address=station.url)


OPERATIONS = {"config": config}
