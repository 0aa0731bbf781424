"""The server: sockets and pages for tablets and supervisors, over one log that is the truth.

Imports sync and schema, never the reference client. Nothing here is global: a Station owns every
resource of one data directory, and what serves it is made from a Station.
"""
