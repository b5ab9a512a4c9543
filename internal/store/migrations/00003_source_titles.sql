-- The search for sources by title reads the entries that name them, of all the
-- assessments of a person. Few entries are of these kinds, so the index is
-- small and costs an answer that is saved nothing.

-- +goose Up
CREATE INDEX entry_source ON entry (chain, seq) WHERE kind IN ('source.added', 'source.changed', 'source.dropped', 'answers.carried');

-- +goose Down
DROP INDEX entry_source;
