CREATE INDEX `stars_document` ON `stars` (`doc_id`);--> statement-breakpoint
CREATE INDEX `visits_document` ON `visits` (`doc_id`);