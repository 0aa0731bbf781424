"""What is recorded: areas, forms, answers, rules, and who may do what where.

This package gives the data its meaning and knows nothing else: no file but its own packs, no
network, no clock, no merge engine. Everything above (how records merge, how they travel, who is
signed in) builds on it, on the server and on the tablet alike.

Read in this order: area, tree, record_id, answer, question, form, rules, grant, pack.
"""
