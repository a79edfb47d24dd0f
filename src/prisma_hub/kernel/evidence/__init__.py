"""The evidence of a published site: written, and checked with no hub at hand.

The format is `log.md` "Proof" and "Fine print", made exact in docs/decisions/0002.
"""

from .checking import LIMITS, Finding, Report, ShownEntry, check_evidence
from .writing import FILES, evidence_line, hub_json, read_script, script

__all__ = [
    "FILES",
    "LIMITS",
    "Finding",
    "Report",
    "ShownEntry",
    "check_evidence",
    "evidence_line",
    "hub_json",
    "read_script",
    "script",
]
