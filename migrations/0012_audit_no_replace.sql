-- INSERT OR REPLACE deletes without asking the trigger for deletions: what is there already stays, and an event that
-- comes again adds nothing.
CREATE TRIGGER `audit_log_no_replace` BEFORE INSERT ON `audit_log`
WHEN EXISTS (SELECT 1 FROM `audit_log` WHERE `id` = NEW.`id`)
BEGIN
  SELECT RAISE(IGNORE);
END;
