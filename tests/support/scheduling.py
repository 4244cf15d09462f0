"""Which worker of a parallel run is given which tests: whole files, and those that share a story as one.

The stories of the acceptance tests are clips at full length, made once for every worker that is asked for one; so only
one worker is.

Not here: in which order the files come; see `test` in the Makefile.
"""

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

_ROOT = Path(__file__).parents[2]
_STORY_FILES = "tests/acceptance/test_"
_STORIES = "the files with stories"


class SchedulingByFile(LoadScopeScheduling):
    """What `--dist loadfile` does, but for the stories."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return _STORIES if _has_a_story(file) else file


@cache
def _has_a_story(file: str) -> bool:
    return file.startswith(_STORY_FILES) and "_story" in (_ROOT / file).read_text(encoding="utf-8")
