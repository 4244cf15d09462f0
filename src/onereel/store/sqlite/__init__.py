"""The embedded home: one SQLite file, every change on disk before it is answered for.

Not here: PostgreSQL, or any SQL outside `queries.sql` and `migrations/`.
"""
