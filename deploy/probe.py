"""python deploy/probe.py URL: end well if it answers 200 within two seconds. For health checks without curl."""

import sys
import urllib.request

try:
    urllib.request.urlopen(sys.argv[1], timeout=2)  # noqa: S310
except OSError as error:
    sys.exit(str(error))
