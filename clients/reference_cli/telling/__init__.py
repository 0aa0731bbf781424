"""What each command tells a person: pure functions from what a tablet holds to lines of text.

The first line says what it is about, the last one what to do. Addresses are words, questions and
choices labels; whatever needs somebody has its sign before it.
"""
