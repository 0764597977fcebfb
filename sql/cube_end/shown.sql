-- Question: which months does this edition count of each source? Grain: a source; first and last month, such as 2022-03. Parameters: none.
SELECT source, strftime(first_month, '%Y-%m'), strftime(last_month, '%Y-%m') FROM sources WHERE last_month IS NOT NULL;
