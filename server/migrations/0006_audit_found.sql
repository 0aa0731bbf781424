-- The audit is searched by who did something, what was done, and to what; its latest lines first.
CREATE INDEX audit_by_actor ON audit (actor, n);
CREATE INDEX audit_by_act ON audit (act, n);
CREATE INDEX audit_by_subject ON audit (subject, n);
