CREATE TABLE `dead_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`body` text NOT NULL,
	`failed_at` integer NOT NULL,
	`replayed_at` integer
);
--> statement-breakpoint
CREATE INDEX `dead_letters_failed` ON `dead_letters` (`failed_at`,`id`);--> statement-breakpoint
CREATE TABLE `revisions` (
	`doc_id` text NOT NULL,
	`from_version` integer NOT NULL,
	`to_version` integer NOT NULL,
	`authors` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer NOT NULL,
	`inserted` integer NOT NULL,
	`deleted` integer NOT NULL,
	PRIMARY KEY(`doc_id`, `from_version`)
);
--> statement-breakpoint
CREATE TABLE `snapshots` (
	`doc_id` text NOT NULL,
	`version` integer NOT NULL,
	`size` integer NOT NULL,
	`name` text,
	`author_id` text,
	`at` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`doc_id`, `version`)
);
--> statement-breakpoint
CREATE INDEX `snapshots_created` ON `snapshots` (`created_at`);--> statement-breakpoint
CREATE TABLE `visits` (
	`user_id` text NOT NULL,
	`doc_id` text NOT NULL,
	`version` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `doc_id`)
);
--> statement-breakpoint
ALTER TABLE `documents` ADD `reconciled_chain` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `documents` ADD `indexed_version` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `documents` ADD `last_editors` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `documents` ADD `diverged_at` integer;--> statement-breakpoint
ALTER TABLE `documents` ADD `divergence` text;--> statement-breakpoint
ALTER TABLE `documents` ADD `generation` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `documents` ADD `touched_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `documents_touched` ON `documents` (`touched_at`,`id`);--> statement-breakpoint
CREATE INDEX `documents_trashed` ON `documents` (`deleted_at`,`id`);