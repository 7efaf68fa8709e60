/**
 * The cookie that says that this browser holds a session, for pages to read: a refresh is worth a try then, and a first
 * visit asks the server nothing. It opens nothing. A page writes it as its session begins; the server where a browser
 * comes back from a provider with one, since no page is there to do so.
 */
export const SESSION_HINT = 'signed-in';
