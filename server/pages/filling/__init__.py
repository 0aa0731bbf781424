"""Filling a form on a page: what somebody in an office enters, corrects, or only tries.

The form is evaluated here, by the evaluator that tablets have too (`schema.rules.examine`), each
time the page is sent: at a press, and with a script at each answer. What is typed stands in the
page alone until it is stored, in fields named by the paths of answers; the server keeps nothing
between two presses.

Invariants: nothing that was typed is lost by a press, a broken rule, a refusal, or the end of a
session; only what differs from what the page showed is written (`server.views.answering`); an
answer to a question that is not asked any more is kept; a preview stores nothing.

posted     what the page sent            texts    values as fields show and send them
filled     what it comes to              choices  which choices a field offers
fields     one question as a field       sheet    all of them, in groups and rows
entry      what is written               pages    the pages themselves
starting   which form, about what        subject  what a page is of
"""
