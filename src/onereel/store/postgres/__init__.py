"""The home on a PostgreSQL server, which several processes may share.

Not here: any SQL outside `queries.sql`, `migrations/` and PgQueuer's own. Needs the `postgres` extra.
"""
