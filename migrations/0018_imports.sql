CREATE TABLE `import_files` (
	`import_id` text NOT NULL,
	`number` integer NOT NULL,
	`path` text NOT NULL,
	`doc_id` text NOT NULL,
	`state` text NOT NULL,
	`title` text,
	`code` text,
	`message` text,
	`warnings` text DEFAULT '[]' NOT NULL,
	`images` text DEFAULT '[]' NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`holder` text,
	`held_until` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`import_id`, `number`)
);
--> statement-breakpoint
CREATE INDEX `import_files_waiting` ON `import_files` (`import_id`,`number`) WHERE "import_files"."state" = 'waiting';--> statement-breakpoint
CREATE TABLE `imports` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`actor` text NOT NULL,
	`state` text NOT NULL,
	`file_name` text NOT NULL,
	`size` integer NOT NULL,
	`region` text,
	`origin` text NOT NULL,
	`total` integer NOT NULL,
	`others` integer NOT NULL,
	`image_bytes` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	`due_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `imports_user` ON `imports` (`user_id`,`state`);--> statement-breakpoint
CREATE INDEX `imports_due` ON `imports` (`due_at`);