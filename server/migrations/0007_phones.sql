-- By which number colleagues reach a person; NULL: none is known.
ALTER TABLE staff ADD COLUMN phone TEXT;
