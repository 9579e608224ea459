"""`python -m server.bench`: the same as `desk bench`."""

import sys

from server.bench.report import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
