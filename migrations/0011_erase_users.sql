CREATE TABLE `user_erasures` (
	`user_id` text PRIMARY KEY NOT NULL,
	`documents` text NOT NULL,
	`state` text NOT NULL,
	`due_at` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `user_erasures_due` ON `user_erasures` (`state`,`due_at`);--> statement-breakpoint
CREATE INDEX `invitations_inviter` ON `invitations` (`invited_by`);--> statement-breakpoint
CREATE INDEX `notifications_actor` ON `notifications` (`actor_id`);
--> statement-breakpoint
-- What is personal in a row may be emptied, and only of a user who is being erased.
DROP TRIGGER `audit_log_no_update`;
--> statement-breakpoint
CREATE TRIGGER `audit_log_no_update` BEFORE UPDATE ON `audit_log`
WHEN NEW.`id` IS NOT OLD.`id` OR NEW.`at` IS NOT OLD.`at` OR NEW.`type` IS NOT OLD.`type`
  OR NEW.`actor_kind` IS NOT OLD.`actor_kind` OR NEW.`doc_id` IS NOT OLD.`doc_id`
  OR NEW.`actor_id` IS NOT OLD.`actor_id` OR NEW.`subject_id` IS NOT OLD.`subject_id`
  OR (NEW.`address` IS NOT OLD.`address` AND NEW.`address` IS NOT NULL)
  OR (NEW.`user_agent` IS NOT OLD.`user_agent` AND NEW.`user_agent` IS NOT NULL)
  OR (NEW.`credential_id` IS NOT OLD.`credential_id` AND NEW.`credential_id` IS NOT NULL)
  OR length(NEW.`details`) > length(OLD.`details`)
  OR NOT EXISTS (SELECT 1 FROM `user_erasures` WHERE `user_id` IN (OLD.`actor_id`, OLD.`subject_id`))
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
