CREATE TABLE `owner_offers` (
	`doc_id` text PRIMARY KEY NOT NULL,
	`from_id` text NOT NULL,
	`to_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `owner_offers_to` ON `owner_offers` (`to_id`);--> statement-breakpoint
CREATE INDEX `owner_offers_from` ON `owner_offers` (`from_id`);--> statement-breakpoint
CREATE INDEX `owner_offers_expires` ON `owner_offers` (`expires_at`);