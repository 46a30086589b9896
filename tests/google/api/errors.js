/** Google's error answers: the JSON body of the APIs and the HTML pages of what stands before them. */

const STATUS = {
  400: 'INVALID_ARGUMENT', 401: 'UNAUTHENTICATED', 403: 'PERMISSION_DENIED', 404: 'NOT_FOUND', 429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL', 501: 'UNIMPLEMENTED', 503: 'UNAVAILABLE',
};

export class ApiError extends Error {
  constructor(code, message, details) {
    super(message);
    this.code = code;
    this.details = details;
  }

  get body() {
    const error = { code: this.code, message: this.message, status: STATUS[this.code] };
    if (this.details) error.details = this.details;
    return `${JSON.stringify({ error }, null, 2)}\n`;
  }
}

export const invalid = (message, details) => new ApiError(400, message, details);
export const notFound = () => new ApiError(404, 'Requested entity was not found.');
export const internal = () => new ApiError(500, 'Internal error encountered.');
export const unavailable = () => new ApiError(503, 'The service is currently unavailable.');
export const forbidden = () => new ApiError(403, 'The caller does not have permission');

export const errorInfo = (reason, metadata, domain = 'googleapis.com') => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain, metadata,
});

export const badRequest = (fieldViolations) => ({ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations });

const PAGES = {
  400: ['Bad Request', "Your client has issued a malformed or illegal request."],
  404: ['Not Found', 'The requested URL <code>%PATH%</code> was not found on this server.'],
  405: ['Method Not Allowed', 'The request method is inappropriate for the URL <code>%PATH%</code>.'],
  411: ['Length Required', 'POST requests require a <code>Content-length</code> header.'],
  413: ['Request Entity Too Large', 'Your client issued a request that was too large.'],
  502: ['Server Error', 'The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.'],
};

const escapeHtml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** The page of Google's front end for a status. */
export function errorPage(code, path = '/') {
  const [title, text] = PAGES[code];
  return `<!DOCTYPE html>
<html lang=en>
  <meta charset=utf-8>
  <meta name=viewport content="initial-scale=1, minimum-scale=1, width=device-width">
  <title>Error ${code} (${title})!!1</title>
  <style>
    *{margin:0;padding:0}html,code{font:15px/22px arial,sans-serif}html{background:#fff;color:#222;padding:15px}body{margin:7% auto 0;max-width:390px;min-height:180px;padding:30px 0 15px}p{margin:11px 0 22px;overflow:hidden}ins{color:#777;text-decoration:none}
  </style>
  <p><b>${code}.</b> <ins>That’s an error.</ins>
  <p>${text.replace('%PATH%', escapeHtml(path))}  <ins>That’s all we know.</ins>
`;
}
