"""The steps from an empty database to the present one, in the order of their names.

Not here: how they are applied (`onereel.store.sqlite.migrate`). A step that was released is never edited.
"""
