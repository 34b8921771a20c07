"""Pin the floors of the quality gate at what is measured now.

python -m tests.eval.pin            raise floors; exit 1 when something fell under its floor
python -m tests.eval.pin --lower    lower those too: say why in the commit
"""

import argparse
import json
import sys

from tests.eval.figures import FLOORS, measured, pinned, raised


def main() -> int:
    """Measure, write the floors, say what fell; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lower", action="store_true", help="let floors fall")
    options = parser.parse_args()
    floors, falls = raised(pinned(), measured(), lower=options.lower)
    FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write("".join(f"{fall}\n" for fall in falls))
    return 1 if falls and not options.lower else 0


if __name__ == "__main__":
    sys.exit(main())
