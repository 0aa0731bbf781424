"""Keeping a data directory safe: backups of one, and a new one made from a backup.

What was withdrawn after a backup is kept in `server.withdrawals`; the commands are
`doorstep backup` and `doorstep restore`.
"""
