"""Fakes of the vendors, each a process of its own that speaks the vendor's dialect and misbehaves as it is told.

`python -m tests.fakes kling` starts one and prints `ready http://127.0.0.1:PORT`; `running.running_fake` does it for
tests and benchmarks. They are written after the vendors' documents and share nothing with the clients in
`onereel.upstreams`, so that the two can be held against each other. Beside what the vendor answers, on the same port:

- `POST /_control/fates`: what becomes of the next orders, a list of `fates.Fate`: `[{"start": "hang_up"}]`;
- `GET /_control/ledger`: orders and how often each was taken, jobs and when each began and ended, wishes
  that were refused, counts by kind;
- `GET /_control/wait?orders=3`: answers once so many were counted, of any kind that the ledger counts;
- `POST /_control/settings` (`control.Change`), `/_control/finish` (end what is under way), `/_control/clear` (forget).

Not here: what is held against them (`tests/contracts/test_upstreams.py`).
"""
