-- What is known of one household is found by its area, and what refers to a record by that record.

CREATE INDEX records_area ON records (area, record);

-- Which records a record names, by the answers to questions that refer to a form; made with the
-- summary. A form that refers came with a bundle, which has every record read once more.
CREATE TABLE refs (
  parent TEXT NOT NULL,
  record TEXT NOT NULL,
  question TEXT NOT NULL,
  PRIMARY KEY (parent, record, question)
) WITHOUT ROWID;

CREATE INDEX refs_of_record ON refs (record);

CREATE TRIGGER records_gone AFTER DELETE ON records BEGIN
  DELETE FROM refs WHERE record = OLD.record;
END;
