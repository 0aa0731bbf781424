"""Making the pages' data anew from the log, while everything else goes on."""

from server.operations.arguments import Arguments
from server.station import Station


def rebuild(station: Station, _: Arguments) -> object:
    """Takes the pages' data away and has it made anew; `heads` says up to where, for `progress`."""
    heads = {scope: head.seq for scope, head in station.reader.heads().items()}
    station.projector.rebuild()
    return {"ok": True, "heads": heads}


def progress(station: Station, arguments: Arguments) -> object:
    """How much of it is there, as `part` from 0 to 1, and `done`: whether all of it is."""
    heads = arguments.numbers("heads")
    positions = station.projector.positions
    folded = sum(min(positions.get(scope, 0), seq) for scope, seq in heads.items())
    whole = sum(heads.values())
    done = station.projector.wait_for(heads, 0.0)
    return {"part": folded / whole if whole else 1.0, "done": done}


OPERATIONS = {"views.rebuild": rebuild, "views.progress": progress}
