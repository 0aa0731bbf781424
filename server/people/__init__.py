"""People and their tablets: staff, grants, devices, enrolment, the audit of administrative acts.

Each module holds one noun and the statements that read and write it, over a plain connection; when
a transaction begins and ends is the caller's. What the event loop asks is answered by
`server.directory`, never from here.
"""
