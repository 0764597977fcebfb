-- Question: up to which month does this edition count each source? Grain: a source; months such as 2022-03. Parameters: none.
SELECT source, strftime(last_month, '%Y-%m') FROM sources WHERE last_month IS NOT NULL;
