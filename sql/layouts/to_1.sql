-- From the layouts before layouts had numbers to the last of them: what came to be there by and by.
-- An edition of those says nothing of what it did not know.
ALTER TABLE cells ADD COLUMN IF NOT EXISTS changed BOOLEAN DEFAULT false;
ALTER TABLE coverage ADD COLUMN IF NOT EXISTS due DATE;
ALTER TABLE coverage ADD COLUMN IF NOT EXISTS received DATE;
ALTER TABLE coverage ADD COLUMN IF NOT EXISTS late BOOLEAN DEFAULT false;
ALTER TABLE coverage ADD COLUMN IF NOT EXISTS replaced BOOLEAN DEFAULT false;
ALTER TABLE sources ADD COLUMN IF NOT EXISTS short_title VARCHAR;
UPDATE sources SET short_title = title WHERE short_title IS NULL;
CREATE TABLE IF NOT EXISTS refusals (source VARCHAR, reason VARCHAR, rows BIGINT);
CREATE TABLE IF NOT EXISTS zone_members (ubigeo VARCHAR, zone VARCHAR, member VARCHAR, member_name VARCHAR, reason VARCHAR);
