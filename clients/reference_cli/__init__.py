"""The tablet as a command line, and fleets of them. Imports `schema` and `sync`, never `server`.

One home directory is one tablet. Read in this order: `library` (forms, areas and names that the
server gave), `reading` (a record as held here), `answers` and `writing` (what was typed, and the
change it becomes), `tablet` (the verbs, without a word printed), `enrolling` and `dial` (the way to
the server), `words` and `screen` (what people read), `commands` (one file a verb), `main`.
"""
