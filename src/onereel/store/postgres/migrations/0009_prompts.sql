-- The words of prompts in a table of their own, narrow and in the order of the ids: thousands of prompts can be looked
-- through in the time that an index takes to find all tasks with a common word. The database keeps it, so that whatever
-- stores tasks need not know of it. Nothing else is derived from it.
CREATE TABLE prompts (
    task_id text COLLATE "C" PRIMARY KEY,
    words tsvector NOT NULL                     -- see prompt_lexemes
);

-- Chinese, Japanese and Korean characters that stand beside each other, two by two. Each alone is common; only with
-- these can an index tell prompts that have two together from all that have both somewhere.
CREATE FUNCTION character_pairs(words tsvector) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    WITH characters AS MATERIALIZED (
        SELECT lexeme, unnest(positions) AS position FROM unnest(words)
        WHERE lexeme ~ '^[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]$'
    )
    SELECT coalesce(array_agg(DISTINCT one.lexeme || next.lexeme), '{}')
    FROM characters AS one JOIN characters AS next ON next.position = one.position + 1
$$;

-- Words where they stand, and without a place: pairs, and whose task it is by which model. No word has an equals sign.
CREATE FUNCTION prompt_lexemes(request text, key_id text, model text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT words || array_to_tsvector(character_pairs(words) || ARRAY['key=' || key_id, 'model=' || model])
    FROM prompt_words(request) AS words
$$;

CREATE FUNCTION keep_prompts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO prompts (task_id, words) SELECT id, prompt_lexemes(request, key_id, model) FROM added;
    RETURN NULL;
END
$$;
CREATE TRIGGER tasks_added AFTER INSERT ON tasks
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_prompts();

CREATE FUNCTION forget_prompts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM prompts USING forgotten WHERE prompts.task_id = forgotten.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER tasks_forgotten AFTER DELETE ON tasks
    REFERENCING OLD TABLE AS forgotten FOR EACH STATEMENT EXECUTE FUNCTION forget_prompts();

-- The triggers keep others from adding tasks until the end of this, so that none is left out.
INSERT INTO prompts (task_id, words) SELECT id, prompt_lexemes(request, key_id, model) FROM tasks ORDER BY id;
CREATE INDEX prompts_words ON prompts USING gin (words);
DROP INDEX tasks_words;
ANALYZE prompts;
