ALTER TABLE `documents` ADD `folded_version` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `documents` ADD `search_title` text;--> statement-breakpoint
CREATE INDEX `documents_unfolded` ON `documents` (`id`) WHERE ("documents"."search_title" IS NULL OR "documents"."folded_version" < "documents"."indexed_version");--> statement-breakpoint
-- Terms of titles and texts, made by src/base/search-terms.ts and parted by spaces: nothing else parts them. `rowid` is
-- the rowid of the document's row. `documents_fts` answers for rows that the sweep has not folded yet.
CREATE VIRTUAL TABLE `documents_search` USING fts5(`title`, `body`, tokenize = "ascii tokenchars '+#'");
--> statement-breakpoint
CREATE TRIGGER `documents_search_insert` AFTER INSERT ON `documents` BEGIN
  INSERT INTO `documents_search` (`rowid`, `title`, `body`) VALUES (new.`rowid`, coalesce(new.`search_title`, ''), '');
END;
--> statement-breakpoint
CREATE TRIGGER `documents_search_update` AFTER UPDATE OF `search_title` ON `documents`
WHEN old.`search_title` IS NOT new.`search_title` BEGIN
  UPDATE `documents_search` SET `title` = coalesce(new.`search_title`, '') WHERE `rowid` = new.`rowid`;
END;
--> statement-breakpoint
-- A title that a release without this index writes: the sweep folds it.
CREATE TRIGGER `documents_search_stale` AFTER UPDATE OF `title` ON `documents`
WHEN old.`title` <> new.`title` AND old.`search_title` IS new.`search_title` BEGIN
  UPDATE `documents` SET `search_title` = NULL WHERE `rowid` = new.`rowid`;
END;
--> statement-breakpoint
CREATE TRIGGER `documents_search_delete` AFTER DELETE ON `documents` BEGIN
  DELETE FROM `documents_search` WHERE `rowid` = old.`rowid`;
END;
--> statement-breakpoint
INSERT INTO `documents_search` (`rowid`, `title`, `body`) SELECT `rowid`, '', '' FROM `documents`;
