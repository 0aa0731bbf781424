"""How records merge and travel: the record document, the protocol, and the logs.

`core` is pure: bytes and events in, bytes and events out, no I/O, no clock, no randomness. `log`
keeps the server's rows, `home` a tablet's. Imports `schema`, never `server` or `clients`.
"""
