/** One signed request, as Standard Webhooks 1.0.0 has it. */

/** How many this run has made. */
let gsyncCalls = 0;

/** @param {GsyncDue} due @returns {GsyncAnswer} */
function gsyncPost_({ entry: { id, event }, connection: { url, secret } }) {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(Date.now() / 1000));
  gsyncCalls++;
  try {
    const response = UrlFetchApp.fetch(url, {
      method: 'post',
      contentType: 'application/json',
      headers: {
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': gsyncSign_(secret, `${id}.${timestamp}.${body}`),
        'gsync-spreadsheet': event.spreadsheet,
      },
      payload: Utilities.newBlob(body).getBytes(),
      muteHttpExceptions: true,
      followRedirects: false,
    });
    return { code: response.getResponseCode(), text: response.getContentText(), retryAfter: gsyncRetryAfter_(response) };
  } catch (error) {
    return { code: 0, text: error instanceof Error ? error.message : String(error), retryAfter: 0 };
  }
}

/** @param {string} secret whsec_… @param {string} content */
function gsyncSign_(secret, content) {
  const key = Utilities.base64Decode(secret.slice('whsec_'.length));
  return `v1,${Utilities.base64Encode(Utilities.computeHmacSha256Signature(Utilities.newBlob(content).getBytes(), key))}`;
}

/** Seconds; 0 when the answer does not say. @param {GoogleAppsScript.URL_Fetch.HTTPResponse} response */
function gsyncRetryAfter_(response) {
  /** @type {{[name: string]: any}} */
  const headers = response.getHeaders();
  const name = Object.keys(headers).find((one) => one.toLowerCase() === 'retry-after');
  const seconds = name ? Number(headers[name]) : 0;
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
