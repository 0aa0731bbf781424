-- Since when an area is missing in the office's newest list; NULL: it is there. Its records stay.
ALTER TABLE areas ADD COLUMN gone_ms INTEGER;
