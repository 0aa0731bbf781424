"""A seeded fleet of tablets, each with a real home: a day offline, faults, sync, and the balance.

Read in this order: `plan` (who visits whom, pure), `drawing` (which answers, pure), `steps` (a plan
carried out in a home), `faults` and `cutting` (what goes wrong, and when), `worker` (a process that
holds homes and drives their tablets), `crew` (such a process as its parent sees it), `roster` (who
the tablets turned out to be), `orders` and `fleet` (the parent), `download` and `balance` (whether
anything is missing), `metrics` (what the server spent).

The seed decides visits, answers and faults; ids and times are a tablet's own, as everywhere.
"""
