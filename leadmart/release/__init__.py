"""How a built database becomes what everybody reads, and how one goes back.

In: a database that nobody reads yet, and what a person should know of it. Out: an audited, sealed
release that `current` names, what builds remember beside it, and earlier releases to go back to.
"""
