"""The least that a server of this kind does: reads a body and answers with a constant. The ceiling for submits.

Not here: anything of onereel. Run `python bench/submit_empty.py PORT`.
"""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

REPLY = b'{"task_id":"none"}'


async def answer(request: Request) -> Response:
    """Whatever was asked."""
    await request.body()
    return Response(REPLY, media_type="application/json")


if __name__ == "__main__":
    print("ready", flush=True)
    app = Starlette(routes=[Route("/v1/responses", answer, methods=["POST"])])
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning", access_log=False)
