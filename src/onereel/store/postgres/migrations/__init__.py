"""The steps from an empty database to the present one, in the order of their names.

Not here: how they are applied (`onereel.store.postgres.migrate`), and the tables of the job queue, which PgQueuer makes
(`jobs.py`). A step that was released is never edited.
"""
