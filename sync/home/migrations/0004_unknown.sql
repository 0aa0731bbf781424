-- What a person is told of a tablet that the server does not let in.

-- unknown  1: the server's last word was that it does not know this tablet.
ALTER TABLE contact ADD COLUMN unknown INTEGER NOT NULL DEFAULT 0;
