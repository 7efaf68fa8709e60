// Made by `npm run api` from the OpenAPI document of the Worker (GET /v1/openapi.json). Not to be edited.

/** What the API names in its answers. */
export interface Schemas {
  SignedIn: {
    user: Schemas['Account'];
    accessToken: string;
    /** seconds */
    expiresIn: number;
    refreshToken?: string;
  };
  Account: Schemas['User'] & {
    email: string;
    emailVerified: boolean;
    preferences: Record<string, string | number | boolean>;
    createdAt: string;
    updatedAt: string;
  };
  User: {
    id: string;
    name: string;
    color: string;
    avatarUrl: string | null;
    guest?: true;
  };
  Problem: {
    type: string;
    title: string;
    status: number;
    detail: string;
    code: string;
    errors?: {
      path: string;
      message: string;
    }[];
    firstVersion?: number;
    ticket?: string;
    methods?: string[];
  };
  GuestSignedIn: {
    accessToken: string;
    /** seconds */
    expiresIn: number;
    refreshToken?: string;
    guest: {
      id: string;
      name: string;
      color: string;
    };
    docId: string;
  };
  Session: {
    id: string;
    /** What the user calls it */
    name: string | null;
    device: string;
    userAgent: string;
    createdAt: string;
    lastUsedAt: string;
    expiresAt: string;
    current: boolean;
  };
  AccountSecurity: {
    email: string;
    emailVerified: boolean;
    hasPassword: boolean;
    identities: {
      provider: string;
      createdAt: string;
    }[];
    totp: boolean;
    passkeys: number;
    recoveryCodes: number;
    authenticatedAt: string;
  };
  VerificationLink: {
    /** The address that the link verifies */
    email: string;
    /** It is already verified */
    verified: boolean;
    /** The request comes with a session of the account */
    own: boolean;
  };
  VerifiedAccount: Schemas['Account'] & {
    /** For `POST /v1/auth/password/reset`; present when the account was claimed */
    passwordToken?: string;
  };
  Passkey: {
    id: string;
    name: string;
    createdAt: string;
    lastUsedAt: string | null;
    backedUp: boolean;
  };
  PasskeyRegistration: {
    id: string;
    rawId: string;
    type: 'public-key';
    clientExtensionResults?: Record<string, unknown>;
    response: {
      clientDataJSON: string;
      attestationObject: string;
      transports?: string[];
    };
  };
  RecoveryCodes: {
    recoveryCodes: string[];
  };
  PasskeyAssertion: {
    id: string;
    rawId: string;
    type: 'public-key';
    clientExtensionResults?: Record<string, unknown>;
    response: {
      clientDataJSON: string;
      authenticatorData: string;
      signature: string;
      userHandle?: string | null;
    };
  };
  ProviderAddress: {
    url: string;
  };
  Identity: {
    provider: string;
    createdAt: string;
  };
  ApiToken: {
    id: string;
    name: string;
    /** The last characters */
    hint: string;
    scopes: ('docs:read' | 'docs:write' | 'docs:suggest' | 'docs:comment' | 'docs:share' | 'account:read')[];
    docIds: string[] | null;
    expiresAt: string | null;
    /** To the minute */
    lastUsedAt: string | null;
    createdAt: string;
  };
  NewApiToken: Schemas['ApiToken'] & {
    token: string;
  };
  Document: {
    id: string;
    title: string;
    role: 'owner' | 'editor' | 'commenter' | 'viewer';
    ownerId: string;
    starred: boolean;
    /** The offer of the document to the caller ends then */
    offeredUntil: string | null;
    region: 'eu' | 'fedramp' | null;
    /** The document that this one is a fork of, and the version that it began with; null for none that the caller sees */
    origin: {
      docId: string;
      version: number;
    } | null;
    version: number;
    /** UTF-16 code units; an embed counts 1 */
    length: number;
    excerpt: string;
    createdAt: string;
    updatedAt: string;
    deletedAt: string | null;
  };
  DocumentDetail: Schemas['Document'] & {
    snapshotVersion: number;
    snapshotUrl: string | null;
  };
  ForkOrigin: {
    docId: string;
    title: string;
    /** The caller's role in the origin */
    role: 'owner' | 'editor' | 'commenter' | 'viewer';
    /** The version that the fork began with */
    version: number;
    /** What a merge would change in the origin */
    merge: {
      /** The version of the text that the hunks are in */
      version: number;
      hunks: {
        index: number;
        length: number;
        deleted: string;
        inserted: string;
        /** What stands before it in its line, up to 80 units */
        before: string;
        after: string;
        /** What gets another format, if no text changes */
        formatted: string;
      }[];
      /** How many further hunks there are */
      more: number;
    };
    /** What an update would change in the fork */
    update: {
      /** The version of the text that the hunks are in */
      version: number;
      hunks: {
        index: number;
        length: number;
        deleted: string;
        inserted: string;
        /** What stands before it in its line, up to 80 units */
        before: string;
        after: string;
        /** What gets another format, if no text changes */
        formatted: string;
      }[];
      /** How many further hunks there are */
      more: number;
    };
  };
  Member: {
    user: Schemas['User'];
    role: 'owner' | 'editor' | 'commenter' | 'viewer';
    since: string;
    /** `link`: it changes and ends with the link */
    via: 'direct' | 'link';
    expiresAt: string | null;
    /** The owner offers them the document until then; shown only to the owner and to them */
    offeredUntil: string | null;
  };
  Link: {
    role: 'owner' | 'editor' | 'commenter' | 'viewer' | null;
    token: string | null;
    url: string | null;
    expiresAt: string | null;
  };
  AccessRequest: {
    id: string;
    user: Schemas['User'];
    role: 'owner' | 'editor' | 'commenter' | 'viewer';
    message: string | null;
    createdAt: string;
  };
  Invitation: {
    id: string;
    email: string;
    role: 'owner' | 'editor' | 'commenter' | 'viewer';
    message: string | null;
    createdAt: string;
    expiresAt: string;
  };
  Revision: {
    /** The version before its first operation */
    from: number;
    to: number;
    /** In order of appearance */
    authors: Schemas['Author'][];
    /** Of its authors, those whose suggestions were accepted in it */
    suggestedBy?: Schemas['Author'][];
    /** Who accepted suggestions in it, whose authors are their suggesters */
    acceptedBy?: Schemas['Author'][];
    startedAt: string;
    endedAt: string;
    /** UTF-16 code units */
    inserted: number;
    deleted: number;
    /** Of the newest named snapshot in it */
    name?: string;
  };
  Author: {
    id: string;
    /** Null for an account that is gone */
    name: string | null;
    color: string | null;
    guest?: true;
  };
  PastText: {
    version: number;
    /** quill-delta ops */
    ops: Record<string, unknown>[];
    at: string;
  };
  MarkedDiff: {
    from: number;
    to: number;
    ops: {
      insert: string | Record<string, string | true>;
      attributes?: Record<string, string | number | boolean | null>;
      change?: {
        type: 'insert';
        /** A user's id; null for nobody */
        author: string | null;
        version: number;
        at: string;
        /** Of an accepted suggestion: the id of who accepted it; the author is its suggester */
        acceptedBy?: string;
      } | {
        type: 'delete';
        /** A user's id; null for nobody */
        author: string | null;
        version: number;
        at: string;
        /** Of an accepted suggestion: the id of who accepted it; the author is its suggester */
        acceptedBy?: string;
      } | {
        type: 'format';
        /** A user's id; null for nobody */
        author: string | null;
        version: number;
        at: string;
        /** Of an accepted suggestion: the id of who accepted it; the author is its suggester */
        acceptedBy?: string;
        before: Record<string, string | number | boolean | null>;
      };
    }[];
    authors: Schemas['Author'][];
  };
  Attribution: {
    version: number;
    runs: ({
      text: string;
      /** A user's id; null for nobody */
      author: string | null;
      version: number;
      at: string;
      /** Of an accepted suggestion: the id of who accepted it; the author is its suggester */
      acceptedBy?: string;
    } | {
      embed: Record<string, string | true>;
      /** A user's id; null for nobody */
      author: string | null;
      version: number;
      at: string;
      /** Of an accepted suggestion: the id of who accepted it; the author is its suggester */
      acceptedBy?: string;
    })[];
    authors: Schemas['Author'][];
  };
  Snapshot: {
    version: number;
    name: string | null;
    /** Bytes of its JSON */
    size: number;
    /** When the version was committed */
    at: string;
    createdAt: string;
    author: Schemas['Author'] | null;
    /** Signed: its own credential for 5 to 10 minutes, for this version alone. Null for a token without `docs:read` */
    url: string | null;
  };
  Thread: {
    id: string;
    /** The version that `range` is on */
    version: number;
    /** Null: the thread is about the whole document */
    range: Schemas['Range'] | null;
    /** The text that it was begun on */
    quote: string;
    /** The text is gone; `range` is where it was */
    detached: boolean;
    resolved: {
      at: string;
      by: Schemas['Person'];
    } | null;
    createdAt: string;
    suggestionId: string | null;
    comments: Schemas['Comment'][];
  };
  Range: {
    index: number;
    length: number;
  };
  Person: {
    id: string;
    name: string;
    color: string;
    guest?: true;
  };
  Comment: {
    id: string;
    author: Schemas['Person'];
    /** Null for the first comment of a thread with replies, when it was deleted */
    body: string | null;
    mentions: {
      id: string;
      name: string;
    }[];
    at: string;
    editedAt: string | null;
  };
  Suggestion: {
    id: string;
    /** The number of its last change */
    review: number;
    author: Schemas['Person'];
    note: string | null;
    status: 'open' | 'accepted' | 'rejected' | 'withdrawn' | 'obsolete';
    createdAt: string;
    updatedAt: string;
    version: number;
    delta: Record<string, unknown>[];
    decidedBy: Schemas['Person'] | null;
    decidedAt: string | null;
    acceptedVersion: number | null;
    /** It is listed once it has a comment */
    threadId: string;
  };
  SuggestionDetail: Schemas['Suggestion'] & {
    hunks: {
      /** In the text at `version` */
      index: number;
      length: number;
      /** An embed is U+FFFC */
      deleted: string;
      inserted: string;
    }[];
  };
  Review: {
    type: 'review';
    from: number;
    to: number;
    /** The version that ranges and deltas are on */
    version: number;
    threads: Schemas['Thread'][];
    suggestions: Schemas['Suggestion'][];
    /** Ids of threads and suggestions that are gone */
    removed: string[];
    /** Where to go on; null at the end */
    nextSince: number | null;
  };
  AuditEntry: {
    id: string;
    at: string;
    type: string;
    actor: {
      kind: 'person' | 'guest' | 'token' | 'admin' | 'system' | 'anonymous';
      id: string | null;
      name: string | null;
    } | null;
    credentialId: string | null;
    address: string | null;
    userAgent: string | null;
    docId: string | null;
    subject: {
      id: string;
      name: string;
    } | null;
    details: Record<string, unknown>;
  };
  Notification: {
    id: string;
    kind: 'shared' | 'invited' | 'access_requested' | 'access_answered' | 'owner_changed' | 'role_changed' | 'comment' | 'mention' | 'suggestion' | 'suggestion_decided' | 'fork_merged' | 'security';
    actor: {
      id: string;
      name: string;
      color: string;
    } | null;
    document: {
      id: string;
      title: string;
    } | null;
    data: Record<string, string | number | null>;
    createdAt: string;
    readAt: string | null;
  };
  KeptMail: {
    id: string;
    kind: 'verify-email' | 'reset-password' | 'already-registered' | 'password-changed' | 'new-sign-in' | 'factor-changed' | 'account-erased' | 'invitation' | 'invitation-accepted' | 'shared' | 'role-changed' | 'owner-changed' | 'access-requested' | 'access-answered' | 'comment' | 'mention' | 'suggestion' | 'suggestion-decided' | 'fork-merged' | 'digest';
    to: string;
    subject: string;
    text: string;
    html: string;
    headers: Record<string, string>;
    at: string;
  };
}

/** What each route answers when all went well; void where that is no JSON. */
export interface Answers {
  'POST /v1/auth/register': Schemas['SignedIn'];
  'POST /v1/auth/login': Schemas['SignedIn'];
  'POST /v1/auth/refresh': Schemas['SignedIn'] | Schemas['GuestSignedIn'];
  'POST /v1/auth/logout': void;
  'GET /v1/auth/validate': {
    userId: string;
    roles: ('user' | 'admin')[];
    expiresAt: string | null;
  };
  'GET /.well-known/jwks.json': {
    keys: Record<string, unknown>[];
  };
  'POST /v1/auth/logout-all': void;
  'GET /v1/auth/sessions': {
    items: Schemas['Session'][];
    nextCursor: string | null;
  };
  'PATCH /v1/auth/sessions/{sessionId}': Schemas['Session'];
  'DELETE /v1/auth/sessions/{sessionId}': void;
  'GET /v1/auth/account': Schemas['AccountSecurity'];
  'POST /v1/auth/verify-email/look': Schemas['VerificationLink'];
  'POST /v1/auth/verify-email': Schemas['VerifiedAccount'];
  'POST /v1/auth/verify-email/resend': void;
  'POST /v1/auth/password/forgot': void;
  'POST /v1/auth/password/reset': void;
  'POST /v1/auth/password/change': void;
  'POST /v1/auth/reauthenticate': void;
  'POST /v1/auth/passkeys/options': {
    options: Record<string, unknown>;
    challenge: string;
  };
  'GET /v1/auth/passkeys': {
    items: Schemas['Passkey'][];
    nextCursor: null;
  };
  'POST /v1/auth/passkeys': Schemas['Passkey'] & {
    recoveryCodes?: string[];
  };
  'PATCH /v1/auth/passkeys/{passkeyId}': Schemas['Passkey'];
  'DELETE /v1/auth/passkeys/{passkeyId}': void;
  'POST /v1/auth/totp': {
    secret: string;
    uri: string;
  };
  'DELETE /v1/auth/totp': void;
  'POST /v1/auth/totp/confirm': {
    recoveryCodes?: string[];
  };
  'POST /v1/auth/recovery-codes': Schemas['RecoveryCodes'];
  'POST /v1/auth/second-factor': Schemas['SignedIn'];
  'POST /v1/auth/second-factor/options': {
    options: Record<string, unknown>;
    challenge: string;
  };
  'POST /v1/auth/passkey/options': {
    options: Record<string, unknown>;
    challenge: string;
  };
  'POST /v1/auth/passkey': Schemas['SignedIn'];
  'POST /v1/auth/reauthenticate/passkey/options': {
    options: Record<string, unknown>;
    challenge: string;
  };
  'POST /v1/auth/reauthenticate/passkey': void;
  'POST /v1/auth/reauthenticate/totp': void;
  'GET /v1/auth/providers': {
    items: {
      id: string;
      name: string;
    }[];
  };
  'GET /v1/auth/google': void;
  'GET /v1/auth/google/callback': void;
  'GET /v1/auth/oidc/{provider}': void;
  'GET /v1/auth/oidc/{provider}/callback': void;
  'POST /v1/auth/oidc/{provider}/link': Schemas['ProviderAddress'];
  'POST /v1/auth/oidc/{provider}/reauthenticate': Schemas['ProviderAddress'];
  'GET /v1/auth/identities': {
    items: Schemas['Identity'][];
    nextCursor: null;
  };
  'DELETE /v1/auth/identities/{provider}': void;
  'GET /v1/tokens': {
    items: Schemas['ApiToken'][];
    nextCursor: string | null;
  };
  'POST /v1/tokens': Schemas['NewApiToken'];
  'DELETE /v1/tokens/{tokenId}': void;
  'GET /v1/users/me': Schemas['Account'];
  'PUT /v1/users/me': Schemas['Account'];
  'DELETE /v1/users/me': void;
  'GET /v1/users/me/export': void;
  'GET /v1/users/{userId}': Schemas['User'];
  'POST /v1/docs/import': {
    documents: {
      id: string;
      title: string;
    }[];
    /** What could not be kept, of all documents together */
    warnings: {
      code: string;
      message: string;
      count: number;
    }[];
    /** The files of an archive of which no document was made, and why */
    failed: {
      file: string;
      code: string;
      message: string;
    }[];
  } | {
    id: string;
  };
  'GET /v1/imports/{importId}': {
    documents: {
      id: string;
      title: string;
    }[];
    /** What could not be kept, of all documents together */
    warnings: {
      code: string;
      message: string;
      count: number;
    }[];
    /** The files of an archive of which no document was made, and why */
    failed: {
      file: string;
      code: string;
      message: string;
    }[];
    id: string;
    state: 'running' | 'done' | 'cancelled';
    fileName: string;
    /** The texts of the archive */
    total: number;
    /** Those of which a document was made, or cannot be */
    done: number;
    createdAt: string;
    endedAt: string | null;
  };
  'DELETE /v1/imports/{importId}': void;
  'GET /v1/docs': {
    items: Schemas['Document'][];
    nextCursor: string | null;
  };
  'POST /v1/docs': Schemas['Document'];
  'GET /v1/docs/{docId}': Schemas['DocumentDetail'];
  'PATCH /v1/docs/{docId}': Schemas['Document'];
  'DELETE /v1/docs/{docId}': void;
  'POST /v1/docs/{docId}/restore': Schemas['Document'];
  'POST /v1/docs/{docId}/duplicate': Schemas['Document'];
  'GET /v1/docs/{docId}/content': {
    version: number;
    /** quill-delta ops */
    ops: Record<string, unknown>[];
  };
  'PUT /v1/docs/{docId}/content': {
    version: number;
  };
  'GET /v1/docs/{docId}/ops': {
    items: {
      version: number;
      client: string;
      seq: number;
      userId: string;
      /** Of an accepted suggestion: the id of who accepted it; `userId` is its suggester */
      acceptedBy?: string;
      at: string;
      /** quill-delta ops */
      delta: Record<string, unknown>[];
    }[];
    head: number;
    nextFrom: number | null;
  };
  'POST /v1/docs/{docId}/ops': {
    version: number;
    /** quill-delta ops */
    delta: Record<string, unknown>[];
  };
  'GET /v1/docs/{docId}/presence': {
    items: {
      client: string;
      user: {
        id: string;
        name: string;
        color: string;
      };
      role: 'owner' | 'editor' | 'commenter' | 'viewer';
      version: number;
      cursor: {
        index: number;
        length: number;
      } | null;
    }[];
  };
  'GET /v1/docs/{docId}/export': {
    version: number;
    ops: unknown[];
  };
  'POST /v1/docs/{docId}/uploads': {
    url: string;
    width: number;
    height: number;
  };
  'GET /v1/docs/{docId}/uploads/{hash}': void;
  'POST /v1/docs/{docId}/fork': Schemas['Document'];
  'GET /v1/docs/{docId}/origin': Schemas['ForkOrigin'];
  'POST /v1/docs/{docId}/merge': {
    /** Of an edit; null when nothing is new */
    version?: number | null;
    /** Of a suggestion */
    suggestionId?: string;
  };
  'POST /v1/docs/{docId}/update': {
    /** Null when nothing is new */
    version: number | null;
  };
  'GET /v1/docs/{docId}/permissions': {
    items: Schemas['Member'][];
    nextCursor: string | null;
  };
  'PUT /v1/docs/{docId}/permissions/{userId}': Schemas['Member'];
  'DELETE /v1/docs/{docId}/permissions/{userId}': void;
  'POST /v1/docs/{docId}/owner': Schemas['Member'];
  'DELETE /v1/docs/{docId}/owner': void;
  'POST /v1/docs/{docId}/owner/accept': Schemas['Member'];
  'GET /v1/docs/{docId}/link': Schemas['Link'];
  'PUT /v1/docs/{docId}/link': Schemas['Link'];
  'GET /v1/links/{token}': {
    docId: string;
    title: string;
    role: 'owner' | 'editor' | 'commenter' | 'viewer';
    expiresAt: string | null;
    owner: {
      name: string;
    };
  };
  'POST /v1/links/{token}/open': {
    docId: string;
    role: 'owner' | 'editor' | 'commenter' | 'viewer';
  };
  'POST /v1/links/{token}/guest': {
    guest: {
      id: string;
      name: string;
      color: string;
    };
    docId: string;
    role: 'owner' | 'editor' | 'commenter' | 'viewer';
    accessToken: string;
    /** seconds */
    expiresIn: number;
    refreshToken?: string;
  };
  'GET /v1/docs/{docId}/access-requests': {
    items: Schemas['AccessRequest'][];
    nextCursor: string | null;
  };
  'POST /v1/docs/{docId}/access-requests': void;
  'POST /v1/docs/{docId}/access-requests/{requestId}': {
    member: Schemas['Member'] | null;
  };
  'GET /v1/docs/{docId}/invitations': {
    items: Schemas['Invitation'][];
    nextCursor: string | null;
  };
  'POST /v1/docs/{docId}/invitations': {
    invitation: Schemas['Invitation'] | null;
    member: Schemas['Member'] | null;
  };
  'DELETE /v1/docs/{docId}/invitations/{invitationId}': void;
  'POST /v1/docs/{docId}/invitations/{invitationId}/resend': void;
  'GET /v1/docs/{docId}/history': {
    items: Schemas['Revision'][];
    nextCursor: string | null;
  } | Schemas['PastText'];
  'GET /v1/docs/{docId}/diff': Schemas['MarkedDiff'];
  'GET /v1/docs/{docId}/attribution': Schemas['Attribution'];
  'GET /v1/docs/{docId}/snapshots': {
    items: Schemas['Snapshot'][];
    nextCursor: string | null;
  };
  'POST /v1/docs/{docId}/snapshots': Schemas['Snapshot'];
  'GET /v1/docs/{docId}/snapshots/{version}': void;
  'PATCH /v1/docs/{docId}/snapshots/{version}': Schemas['Snapshot'];
  'POST /v1/docs/{docId}/revert': {
    version: number;
  };
  'GET /v1/docs/{docId}/visit': {
    version: number | null;
    at: string | null;
  };
  'PUT /v1/docs/{docId}/visit': void;
  'GET /v1/snapshots/{docId}/{version}': {
    version: number;
    ops: Record<string, unknown>[];
  } | void;
  'GET /v1/docs/{docId}/threads': {
    items: Schemas['Thread'][];
    nextCursor: string | null;
  };
  'POST /v1/docs/{docId}/threads': Schemas['Thread'];
  'GET /v1/docs/{docId}/threads/{threadId}': Schemas['Thread'];
  'PATCH /v1/docs/{docId}/threads/{threadId}': Schemas['Thread'];
  'POST /v1/docs/{docId}/threads/{threadId}/replies': Schemas['Comment'];
  'PATCH /v1/docs/{docId}/threads/{threadId}/comments/{commentId}': Schemas['Comment'];
  'DELETE /v1/docs/{docId}/threads/{threadId}/comments/{commentId}': void;
  'GET /v1/docs/{docId}/suggestions': {
    items: Schemas['Suggestion'][];
    nextCursor: string | null;
  };
  'POST /v1/docs/{docId}/suggestions': Schemas['Suggestion'];
  'GET /v1/docs/{docId}/suggestions/{suggestionId}': Schemas['SuggestionDetail'];
  'PUT /v1/docs/{docId}/suggestions/{suggestionId}': Schemas['Suggestion'];
  'DELETE /v1/docs/{docId}/suggestions/{suggestionId}': void;
  'POST /v1/docs/{docId}/suggestions/{suggestionId}/accept': {
    version: number;
  };
  'POST /v1/docs/{docId}/suggestions/{suggestionId}/reject': Schemas['Suggestion'];
  'GET /v1/docs/{docId}/review': Schemas['Review'];
  'POST /v1/docs/{docId}/edits': {
    version?: number;
    suggestionId?: string;
  };
  'GET /healthz': {
    status: 'ok';
  };
  'GET /readyz': {
    status: 'up' | 'down';
    dependencies: Record<string, 'up' | 'down'>;
  };
  'GET /metrics': void;
  'GET /v1/admin/docs/{docId}/verify': {
    ok: boolean;
    from: number;
    version: number;
    checked: {
      frames: number;
      segments: number;
      snapshots: number;
      versions: number;
      entries: number;
      uploads: number;
    };
    problems: {
      at: number;
      kind: 'gap' | 'chain' | 'operation' | 'unreadable' | 'snapshot' | 'object' | 'review' | 'fork' | 'upload';
      message: string;
    }[];
    divergence: string | null;
  };
  'POST /v1/admin/docs/{docId}/recover': {
    version: number;
    archived: number;
    aside: {
      prefix: string;
      segments: number;
      snapshots: number;
      versionsOfObject: number;
    };
  };
  'POST /v1/admin/docs/{docId}/rewind': {
    bookmark: string;
    undo: string;
  };
  'GET /v1/docs/{docId}/audit': {
    items: Schemas['AuditEntry'][];
    nextCursor: string | null;
  };
  'GET /v1/admin/audit': {
    items: Schemas['AuditEntry'][];
    nextCursor: string | null;
  };
  'GET /v1/admin/backups': {
    items: {
      date: string;
      complete: boolean;
      startedAt: string | null;
      completedAt: string | null;
      rows: number;
      bytes: number;
    }[];
  };
  'POST /v1/admin/backups': {
    date: string;
    state: 'complete' | 'continues' | 'busy';
  };
  'POST /v1/admin/restore/settle': {
    documents: number;
    unlisted: string[];
    lost: string[];
  };
  'POST /v1/admin/restore': {
    next: number | null;
    steps: number;
    inserted: number;
    skipped: number;
    settled: {
      documents: number;
      unlisted: string[];
      lost: string[];
    } | null;
  };
  'GET /v1/admin/dead-letters': {
    items: {
      id: string;
      queue: string;
      body?: unknown;
      failedAt: string;
      replayedAt: string | null;
    }[];
    nextCursor: string | null;
  };
  'POST /v1/admin/dead-letters/{id}/replay': {
    id: string;
    queue: string;
    body?: unknown;
    failedAt: string;
    replayedAt: string | null;
  };
  'GET /v1/notifications': {
    items: Schemas['Notification'][];
    nextCursor: string | null;
    unread: number;
  };
  'POST /v1/notifications/read': {
    unread: number;
  };
  'GET /v1/notifications/preferences': {
    items: {
      kind: 'shared' | 'invited' | 'access_requested' | 'access_answered' | 'owner_changed' | 'role_changed' | 'comment' | 'mention' | 'suggestion' | 'suggestion_decided' | 'fork_merged' | 'security';
      inApp: boolean;
      mail: 'now' | 'digest' | 'off';
    }[];
    digest: 'hourly' | 'daily' | 'weekly';
  };
  'PUT /v1/notifications/preferences': {
    items: {
      kind: 'shared' | 'invited' | 'access_requested' | 'access_answered' | 'owner_changed' | 'role_changed' | 'comment' | 'mention' | 'suggestion' | 'suggestion_decided' | 'fork_merged' | 'security';
      inApp: boolean;
      mail: 'now' | 'digest' | 'off';
    }[];
    digest: 'hourly' | 'daily' | 'weekly';
  };
  'GET /v1/notifications/unsubscribe': {
    kind: 'shared' | 'invited' | 'access_requested' | 'access_answered' | 'owner_changed' | 'role_changed' | 'comment' | 'mention' | 'suggestion' | 'suggestion_decided' | 'fork_merged' | 'security' | 'digest';
    subscribed: boolean;
  };
  'POST /v1/notifications/unsubscribe': {
    kind: 'shared' | 'invited' | 'access_requested' | 'access_answered' | 'owner_changed' | 'role_changed' | 'comment' | 'mention' | 'suggestion' | 'suggestion_decided' | 'fork_merged' | 'security' | 'digest';
    subscribed: boolean;
  };
  'GET /v1/dev/mail': {
    items: Schemas['KeptMail'][];
  };
}
