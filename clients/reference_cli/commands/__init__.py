"""One file a verb: options in, a call of `Tablet`, words or one JSON document out."""
