-- An offer of ownership ends when who was offered the document is no longer its member, whichever way they went: they do
-- not find it again when they come back.
CREATE TRIGGER `owner_offers_end` AFTER DELETE ON `permissions`
BEGIN
  DELETE FROM `owner_offers` WHERE `doc_id` = OLD.`doc_id` AND `to_id` = OLD.`user_id`;
END;
