-- Question: what of the records that this edition counts may a ministry print? Grain: a record.
SELECT ubigeo, source, measure, year, month, age_group, sex FROM accepted;
