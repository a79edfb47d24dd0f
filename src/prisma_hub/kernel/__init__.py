"""Ids, clock, canonical JSON, hashing, Merkle trees, signing, exact numbers, text. No Django, no I/O."""
