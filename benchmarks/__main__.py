"""Everything that is measured, one after the other; ends with 1 when a figure does not hold."""

import subprocess
import sys

PARTS = ("engine", "end_to_end", "download", "opening", "lists", "api_lists")


def main() -> int:
    missed = []
    for part in PARTS:
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{part}", *sys.argv[1:]])
        if done.returncode:
            missed.append(part)
    print(f"\nMissed: {', '.join(missed)}" if missed else "\nEvery figure holds.")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
