"""The `doorstep` command line: one file a noun.

A command asks an operation of `server.admin` and shows its answer; it decides nothing itself.
"""
