"""Which records of different channels are the same customer: pure rules.

`comparison.compare` says of two records what speaks for one person and what against it;
`grouping.group` makes groups of it in which nothing contradicts. Link, never merge: a group is
a view, its records stay as they are.
"""
