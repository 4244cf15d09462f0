"""The least that a server of this kind does: reads a body and answers with a constant. The ceiling for submits.

Not here: anything of onereel, but for the middleware that `--with-middleware` puts around it. Run
`python bench/submit_empty.py PORT [--with-middleware]`.
"""

import sys
from random import SystemRandom

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from onereel.logs import set_up_logging
from onereel.metrics.meters import Meters
from onereel.server.app import RequestLog
from onereel.server.timing import RequestTimer

PATH = "/v1/responses"
REPLY = b'{"task_id":"none"}'


async def answer(request: Request) -> Response:
    """Whatever was asked."""
    await request.body()
    return Response(REPLY, media_type="application/json")


def with_middleware(app: ASGIApp) -> ASGIApp:
    """What stands around every request of the real server: one measurement, one log line."""
    set_up_logging()
    timed = RequestTimer(app, meters=Meters(), templates={answer: PATH})
    return RequestLog(timed, random=SystemRandom())


if __name__ == "__main__":
    print("ready", flush=True)
    bare = Starlette(routes=[Route(PATH, answer, methods=["POST"])])
    served = with_middleware(bare) if "--with-middleware" in sys.argv else bare
    uvicorn.run(served, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", log_config=None, access_log=False)
