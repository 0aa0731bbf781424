"""The server's log of changes: rows as received, for ever, and what was refused, byte for byte.

`log.py` is the interface and its data, `memory.py` and `sqlite.py` keep it (one contract suite for
both), `plan.py` decides what happens to each change of a commit, `reader.py` reads beside the
writer, `verify.py` names what is wrong with a log. Nothing here merges, judges rights or sends.
"""
