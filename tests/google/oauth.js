/**
 * The token endpoint for service accounts, and the access tokens that it gave. Tokens end by the stand-in's clock; the
 * times in an assertion are held against the machine's clock (plus `skew` milliseconds), for its sender has no other.
 */
import { generateKeyPairSync, randomBytes, verify } from 'node:crypto';

export const LIFETIME = 3599;
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const TOLERANCE = 5 * 60;
/** Google takes its public address as audience too, which clients with a fixed address send. */
const PUBLIC_AUDIENCE = 'https://oauth2.googleapis.com/token';
const SCOPES = /^https:\/\/www\.googleapis\.com\/auth\/(spreadsheets|spreadsheets\.readonly|drive|drive\.file|drive\.readonly)$/;

class TokenError extends Error {
  constructor(error, description) {
    super(description);
    this.error = error;
  }
}

const grantError = (description) => new TokenError('invalid_grant', description);

export class OAuth {
  constructor({ clock, project = 'gsync-stand-in' }) {
    this.clock = clock;
    this.project = project;
    this.accounts = new Map();
    this.tokens = new Map();
    this.skew = 0;
    this.tokenUrl = undefined;
  }

  /** Makes a service account; returns the content of its credentials.json. Needs `tokenUrl` to be set. */
  createAccount(name = 'gsync') {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const email = `${name}@${this.project}.iam.gserviceaccount.com`;
    const keyId = randomBytes(20).toString('hex');
    this.accounts.set(email, { email, keyId, publicKey });
    return {
      type: 'service_account', project_id: this.project, private_key_id: keyId,
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }), client_email: email,
      client_id: BigInt(`0x${randomBytes(8).toString('hex')}`).toString().padStart(21, '1'),
      auth_uri: 'https://accounts.google.com/o/oauth2/auth', token_uri: this.tokenUrl,
      auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
      client_x509_cert_url: `https://www.googleapis.com/robot/v1/metadata/x509/${encodeURIComponent(email)}`,
      universe_domain: 'googleapis.com',
    };
  }

  /** Body of a token request → {status, body}. */
  answer(contentType, text) {
    try {
      return { status: 200, body: this.grant(readForm(contentType, text)) };
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      return { status: 400, body: { error: error.error, error_description: error.message } };
    }
  }

  grant({ grant_type: grantType, assertion }) {
    if (!grantType) throw new TokenError('invalid_request', 'Required parameter is missing: grant_type');
    if (grantType !== GRANT) throw new TokenError('unsupported_grant_type', `Invalid grant_type: ${grantType}`);
    if (!assertion) throw new TokenError('invalid_request', 'Required parameter is missing: assertion');
    const { account, claims } = this.verified(assertion);
    this.checkClaims(claims);
    return this.issue(account.email, claims.scope.split(' '));
  }

  verified(assertion) {
    const parts = assertion.split('.');
    const [header, claims] = [readPart(parts[0]), readPart(parts[1])];
    if (parts.length !== 3 || !header || !claims) throw grantError('Invalid JWT: Token format is not valid.');
    const account = this.accounts.get(claims.iss);
    if (!account) throw grantError('Invalid grant: account not found');
    const known = header.alg === 'RS256' && (header.kid === undefined || header.kid === account.keyId);
    const signature = Buffer.from(parts[2], 'base64url');
    if (!known || !verify('RSA-SHA256', Buffer.from(`${parts[0]}.${parts[1]}`), account.publicKey, signature)) throw grantError('Invalid JWT Signature.');
    return { account, claims };
  }

  checkClaims({ aud, iat, exp, scope }) {
    if (aud !== this.tokenUrl && aud !== PUBLIC_AUDIENCE) throw grantError(`Invalid JWT: Failed audience check. The right audience is ${this.tokenUrl}`);
    const now = (Date.now() + this.skew) / 1000;
    const inTime = Number.isFinite(iat) && Number.isFinite(exp) && exp > now - TOLERANCE && iat < now + TOLERANCE && exp - iat <= 3600 && exp > iat;
    if (!inTime) throw grantError('Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.');
    if (typeof scope !== 'string' || !scope.split(' ').every((one) => SCOPES.test(one))) {
      throw new TokenError('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
    }
  }

  /** As long as Google's tokens of service accounts are, dots included. */
  issue(email, scopes) {
    const token = `ya29.c.c0AY_${randomBytes(330).toString('base64url')}`.padEnd(1024, '.');
    this.tokens.set(token, { email, scopes, expires: this.clock.now() + LIFETIME * 1000 });
    return { access_token: token, expires_in: LIFETIME, token_type: 'Bearer' };
  }

  /** → {email, scopes} | 'expired' | undefined */
  check(token) {
    const found = this.tokens.get(token);
    if (!found) return undefined;
    return found.expires > this.clock.now() ? found : 'expired';
  }

  /** Ends a token at once. */
  expire(token) {
    const found = this.tokens.get(token);
    if (found) found.expires = 0;
  }
}

function readForm(contentType = '', text) {
  if (contentType.startsWith('application/json')) {
    try {
      return JSON.parse(text) ?? {};
    } catch {
      throw new TokenError('invalid_request', 'Invalid JSON payload received.');
    }
  }
  return Object.fromEntries(new URLSearchParams(text));
}

function readPart(part) {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
