"""`python -m onereel` is `onereel`.

Not here: the commands (`onereel.cli`).
"""

from onereel.cli.entry import run

if __name__ == "__main__":
    run()
