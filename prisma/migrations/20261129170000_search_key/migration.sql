-- Under which key the words of a ticket are kept; none: in clear, as the program before wrote them, until they are rebuilt.
ALTER TABLE "ticket_words" ADD COLUMN "key_id" TEXT;
