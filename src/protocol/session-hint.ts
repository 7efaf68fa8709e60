/**
 * The cookie that tells pages that this browser has a session: a refresh is worth a try then, and a first visit asks
 * the server nothing. It opens nothing. A page writes it when its session begins; the server writes it when a browser
 * comes back from a provider with one, since no page is there to do so.
 */
export const SESSION_HINT = 'signed-in';
