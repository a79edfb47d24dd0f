"""The evidence of a published site: written, and checked with no hub at hand.

The format is `log.md` "Proof" and "Fine print", made exact in docs/decisions/0002.
"""

from .checking import LIMITS, Finding, Report, ShownEntry, check_evidence
from .pages import (
    MANIFEST,
    SITE_LIMITS,
    check_site,
    check_ties,
    listed,
    manifest_name,
    read_manifest,
    see,
    write_manifest,
)
from .single import check_single
from .writing import FILES, evidence_line, hub_json, read_script, script, script_pieces

__all__ = [
    "FILES",
    "LIMITS",
    "MANIFEST",
    "SITE_LIMITS",
    "Finding",
    "Report",
    "ShownEntry",
    "check_evidence",
    "check_single",
    "check_site",
    "check_ties",
    "evidence_line",
    "hub_json",
    "listed",
    "manifest_name",
    "read_manifest",
    "read_script",
    "script",
    "script_pieces",
    "see",
    "write_manifest",
]
