-- Through which servers a task has come here, so that none is sent in a circle.

ALTER TABLE tasks ADD COLUMN passed TEXT NOT NULL DEFAULT '[]';  -- JSON: list of strings
