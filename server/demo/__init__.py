"""The demonstration: a whole district, a day of its tablets, and the balance, on one machine.

Real processes throughout: `doorstep serve` as it is, and a fleet of tablets that knows the server
by its address alone (the server's packages import nothing of a client's). Read in this order:
`founding` (the district), `processes` (server and fleet), `ledger` (what was written against what
is stored), `examples` (what a person is shown of it), `demonstration` (all of it, in order).
"""
