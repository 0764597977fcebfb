-- Question: what of the records that an earlier edition counted may a ministry print? Grain: a record.
-- Parameter: $edition.
SELECT ubigeo, source, measure, year, month, age_group, sex FROM earlier_records WHERE edition = $edition;
