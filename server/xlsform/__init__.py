"""XLSForm: a district's own forms, written as a workbook, read with all that is wrong in them.

In the order in which a workbook passes: `container` bounds the file before anything parses it;
`workbook` reads its cells, each of which remembers where it stands; `columns`, `headers` and
`kinds` understand Chinese and old names; `settings`, `lists`, `media`, `outline` and `questions`
make of the rows a form; `formulas`, `filters` and `cycles` read its logic; `second_reading` hands
the same sheets to pyxform, which has to agree. The result is a `checked.CheckedForm`.

Everything behind `container` runs in a child process (`child`, started by `running`) with little
memory and time, since workbooks come from outside. Whatever is wrong is a `problems.Problem` that
names its cell; a workbook's problems are told together, never the first alone.
"""
