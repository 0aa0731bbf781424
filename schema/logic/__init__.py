"""The logic of a form: which questions are asked, which have to be answered, which answers hold.

A form's expressions are compiled once, with the form; a record is judged whole, in the order in
which questions depend on each other. Nothing is ever changed or lost here: an answer to a question
that is not asked any more stays where it is, and is only named.

Forms without expressions never load this package.
"""
