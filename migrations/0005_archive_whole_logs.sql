-- What was reconciled before there was an archive has no chain, and lies in no segment: it is archived from the start.
UPDATE `documents` SET `reconciled_version` = 0, `snapshot_version` = 0 WHERE `reconciled_chain` = '';
