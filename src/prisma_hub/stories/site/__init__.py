"""The static site: plain files that need no server (docs/decisions/0030)."""
