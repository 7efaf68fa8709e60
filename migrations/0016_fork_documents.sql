CREATE TABLE `forks` (
	`doc_id` text PRIMARY KEY NOT NULL,
	`origin_id` text NOT NULL,
	`origin_version` integer NOT NULL,
	`origin_generation` integer NOT NULL,
	`fork_version` integer NOT NULL,
	`met_origin` integer NOT NULL,
	`met_fork` integer NOT NULL,
	`bridge` text NOT NULL,
	`unmerged` text NOT NULL,
	`proposed` text,
	`turn` text DEFAULT '' NOT NULL,
	`turn_until` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `forks_origin` ON `forks` (`origin_id`);