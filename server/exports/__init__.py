"""Tables that people take away: the records of a form as CSV, XLSX, lines of JSON or GeoJSON.

One way for the command, the pages and the API: an `order` says what is wanted and for whom; a child
process (`making`) reads one moment of the views and writes the files, so that neither the server
nor its memory notices; `noting` puts who took what into the audit, with a hash of each file, before
anybody gets it. Reading down: `order`, `columns` and `cells` (what stands where), `delimited`,
`workbook` and `lines` (the formats), `making` (the child), `running` (its parent), `delivering`
(the command), `jobs` (the pages).

Invariants: what the person may not read is not in the file; a sensitive answer is masked unless the
order says otherwise; a file under its final name is whole.
"""
