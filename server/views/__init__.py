"""What pages, lists and exports read: every record folded, searchable and counted.

`log.db` is the truth and holds rows; `views.db` holds what the rows come to. A process of its own,
the projector, follows the log and writes it; deleting it loses nothing. Reading down: `merging`
(pycrdt against the scan), `projection` (rows to columns), `storing` (the writes), `projector` (the
process), `supervisor` (its parent), `queries` (the reads), `operations` (what commands ask for).

Left out on purpose: rights (a reader passes a permit), wording for people (pages), the log itself.
"""
