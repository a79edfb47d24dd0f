"""Ids, clock, exact JSON, hashing, trees, signing, exact numbers, text. No Django, no I/O."""
