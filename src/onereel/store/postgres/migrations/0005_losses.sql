-- What of a wish a vendor cannot do, and the way from what it calls an order back to its task.

ALTER TABLE operations ADD COLUMN losses text NOT NULL DEFAULT '[]';

CREATE INDEX operations_by_reference ON operations (account, reference) WHERE reference <> '';
