CREATE TABLE `erasures` (
	`doc_id` text PRIMARY KEY NOT NULL,
	`region` text,
	`reason` text NOT NULL,
	`due_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `erasures_due` ON `erasures` (`due_at`);