"""A process that waits for a line, migrates a PostgreSQL database and prints the steps that it applied.

Not here: the test; see `test_postgres_migrate.py`.
"""

import asyncio
import sys

from onereel.store.postgres.migrate import migrate

if __name__ == "__main__":
    sys.stdin.readline()
    print(*asyncio.run(migrate(sys.argv[1])))
