ALTER TABLE `documents` ADD `log_from` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `documents` ADD `log_chain` text DEFAULT '' NOT NULL;