"""Expressions: the logic that forms carry, in the subset of XPath that ODK's forms use.

`compiled(text, places, home)` reads an expression once and gives a closure; called with a `Scope`
it works out a value from a record's tree of nodes. Reading finds whatever can be wrong without
knowing an answer; working out may fail only where answers do not fit (a text that is no date), and
then says so. The same tree of syntax serves whoever evaluates elsewhere.

The semantics are those of XPath 1.0 with ODK's additions, as its documentation of form operators
and functions and the sources of JavaRosa tell them; tests compare with another implementation.
"""
