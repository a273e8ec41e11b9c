"""`make bench N=…`: a scratch installation, N invented cases, a table of what every page costs."""

import argparse
import sys
import time
from pathlib import Path
from random import Random

from config.bench import scratch

RESULTS = Path(__file__).resolve().parent.parent.parent / "bench-results"
SEED = 11


def arguments() -> argparse.Namespace:
    """Sizes to measure, and where the JSON goes."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("cases", nargs="*", type=int, default=[1_000, 10_000])
    parser.add_argument("--json", type=Path, default=RESULTS / "bench.json")
    return parser.parse_args()


def main() -> int:
    """Measure each size on the same installation, smallest first."""
    given = arguments()
    with scratch.installation():
        # The settings are read from the environment that the scratch installation has just made.
        from config import wsgi  # noqa: F401  # what is measured is tuned as the web server is
        from config.bench import table, world
        from config.bench.pages import Bench

        results = {}
        world.prepare()
        with scratch.worker():
            for cases in sorted(given.cases):
                rate = world.grow(cases, SEED)
                scratch.settle()
                start = time.monotonic()
                results[cases] = list(Bench(Random(SEED)).lines())
                print(table.as_text(results[cases], cases))
                print(f"    {rate}\n    measured in {time.monotonic() - start:.0f} s\n", flush=True)
        table.write_json(given.json, results, {"seed": SEED})
        print(f"As JSON: {given.json.name} in {given.json.parent.name}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
