-- Rows of the audit log are only ever added. Erasing a user may empty what is personal in a row, and nothing else.
CREATE TRIGGER `audit_log_no_delete` BEFORE DELETE ON `audit_log`
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_log_no_update` BEFORE UPDATE ON `audit_log`
WHEN NEW.`id` IS NOT OLD.`id` OR NEW.`at` IS NOT OLD.`at` OR NEW.`type` IS NOT OLD.`type`
  OR NEW.`actor_kind` IS NOT OLD.`actor_kind` OR NEW.`doc_id` IS NOT OLD.`doc_id`
  OR NEW.`actor_id` IS NOT OLD.`actor_id` OR NEW.`subject_id` IS NOT OLD.`subject_id`
  OR (NEW.`address` IS NOT OLD.`address` AND NEW.`address` IS NOT NULL)
  OR (NEW.`user_agent` IS NOT OLD.`user_agent` AND NEW.`user_agent` IS NOT NULL)
  OR (NEW.`credential_id` IS NOT OLD.`credential_id` AND NEW.`credential_id` IS NOT NULL)
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
