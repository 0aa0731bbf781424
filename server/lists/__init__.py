"""Lists that an office keeps in a spreadsheet: areas, households, people, and records of any form.

A file is read in a bounded process of its own (`child`, `delimited`), which gives back its cells;
what they mean is looked at where the tree and the forms are (`table`, then one module for each kind
of list). Everything that is wrong is gathered with its cell, and nothing is taken unless all is
right. Read in this order: `reading`, `table`, `keys`, `addresses`, `names`, `roster_list`, `doors`,
`households`, `areas`, `staff`, `records`, `against`.
"""
