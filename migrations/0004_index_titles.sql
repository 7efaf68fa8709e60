-- A title is searched as soon as it is stored, by whatever statement: the index follows the rows by itself. The text
-- (`body`) is put there as the log is reconciled.
CREATE TRIGGER `documents_fts_insert` AFTER INSERT ON `documents` BEGIN
  INSERT INTO `documents_fts` (`rowid`, `title`, `body`) VALUES (new.`rowid`, new.`title`, '');
END;
--> statement-breakpoint
CREATE TRIGGER `documents_fts_update` AFTER UPDATE OF `title` ON `documents` WHEN old.`title` <> new.`title` BEGIN
  UPDATE `documents_fts` SET `title` = new.`title` WHERE `rowid` = new.`rowid`;
END;
--> statement-breakpoint
CREATE TRIGGER `documents_fts_delete` AFTER DELETE ON `documents` BEGIN
  DELETE FROM `documents_fts` WHERE `rowid` = old.`rowid`;
END;
--> statement-breakpoint
INSERT INTO `documents_fts` (`rowid`, `title`, `body`) SELECT `rowid`, `title`, '' FROM `documents`;
