"""Run every measurement and print one table. Nothing here passes or fails: it tells."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="prisma-bench-") as folder:
        os.environ["PRISMA_HUB_DIR"] = str(Path(folder) / "hub")
        os.environ["DJANGO_SETTINGS_MODULE"] = "prisma_hub.settings"
        from bench import beside, forgetting, record, search, serving, site
        from bench.table import show

        rows = [
            each
            for part in (record, beside, forgetting, serving, site, search)
            for each in part.measure(Path(folder))
        ]
        show(rows)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
