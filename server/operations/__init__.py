"""Administrative operations: what a command asks a server to do, one module a noun.

An operation is a function of the Station and its arguments that gives a JSON document. It is the
same whether a server runs (it travels through `server.admin`) or not, and the pages may use it too.
Each module ends with its part of the registry, OPERATIONS.
"""
