"""A hub that is killed again and again while people use it, and whose disk fails: `make soak`.

What is measured: whether all that was acknowledged is there afterwards, once. What is promised because of it
stands in docs/reference/guarantees.md.
"""
