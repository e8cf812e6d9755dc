-- Vectors of a text's tokens: their length in two bytes, then one byte a value. Null: never asked
-- for (an answer alone is compared as a whole). Adding a nullable column rewrites no row.
ALTER TABLE embeddings ADD COLUMN tokens bytea;
