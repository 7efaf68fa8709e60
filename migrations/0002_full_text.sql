-- The text of documents for search. `rowid` is the rowid of the document's row in `documents`.
CREATE VIRTUAL TABLE `documents_fts` USING fts5(`title`, `body`, tokenize = 'unicode61 remove_diacritics 2');
