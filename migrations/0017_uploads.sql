CREATE TABLE `uploads` (
	`doc_id` text NOT NULL,
	`hash` text NOT NULL,
	`type` text,
	`size` integer,
	`width` integer,
	`height` integer,
	`author_id` text,
	`payer_id` text,
	`uploaded_at` integer,
	`named_at` integer,
	PRIMARY KEY(`doc_id`, `hash`)
);
--> statement-breakpoint
CREATE INDEX `uploads_author` ON `uploads` (`author_id`,`doc_id`,`hash`);--> statement-breakpoint
CREATE INDEX `uploads_payer` ON `uploads` (`payer_id`,`size`);--> statement-breakpoint
CREATE INDEX `uploads_unnamed` ON `uploads` (`uploaded_at`) WHERE "uploads"."named_at" IS NULL;