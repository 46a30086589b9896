#include "cli/sharing.h"

#include <stdlib.h>
#include <string.h>

#include "common/json.h"

bool sharing_token(struct findings *f, const struct sheets *s)
{
	struct failure failure = {0};
	const char *token;
	enum error e = token_get(s->token, s->http, &token, &failure);
	if (!e) {
		found(f, VERDICT_OK, "Google accepts the key of %s.", token_email(s->token));
		return true;
	}
	found(f, VERDICT_PROBLEM, "%s.", failure.text);
	if (strstr(failure.text, "clock"))
		found_mend(f, "sudo timedatectl set-ntp true");
	else if (e == ERR_RETRY)
		found_mend(f, "look at name resolution, firewall and proxy; then once more");
	else
		found_mend(f, "make a new key at https://console.cloud.google.com/iam-admin/serviceaccounts");
	return false;
}

/* The title that Google answered; NULL: none. */
static char *title_of(const struct buf *body)
{
	struct json_fault fault;
	_cleanup_json_ struct json *j = json_parse(body->data ? body->data : "", body->len, &fault);
	json_value properties = j ? json_member(j, 0, "properties") : JSON_NONE;
	json_value title = properties == JSON_NONE ? JSON_NONE : json_member(j, properties, "title");
	return title == JSON_NONE ? NULL : json_string(j, title, NULL);
}

static void refused(struct findings *f, const struct sheets *s, const char *spreadsheet, const struct sheets_result *r)
{
	const char *email = token_email(s->token);
	bool disabled = strstr(r->text, "has not been used") || strstr(r->text, "it is disabled");
	if (r->status == 403 && disabled) {
		found(f, VERDICT_PROBLEM, "The Google Sheets API is not enabled in the project of %s.", email);
		found_mend(f, "https://console.cloud.google.com/apis/library/sheets.googleapis.com, Enable");
	} else if (r->status == 403) {
		found(f, VERDICT_PROBLEM, "Spreadsheet %s is not shared with %s (403).", spreadsheet, email);
		found_mend(f, "in the sheet: Share, add %s as Editor", email);
	} else if (r->status == 404) {
		found(f, VERDICT_PROBLEM, "There is no spreadsheet %s (404): it was deleted, or the id is wrong.", spreadsheet);
		found_mend(f, "copy the sheet's address once more from the browser");
	} else {
		found(f, VERDICT_PROBLEM, "Google refuses to read spreadsheet %s: %s.", spreadsheet, r->text);
	}
}

bool sharing_report(struct findings *f, const struct sheets *s, const char *spreadsheet)
{
	_cleanup_sheets_ struct sheets_result r = {0};
	sheets_get(s, spreadsheet, "properties.title", &r);
	if (r.outcome == SHEETS_DONE) {
		char *title = title_of(&r.answer.body);
		found(f, VERDICT_OK, "Spreadsheet %s (%s) is shared with %s.", spreadsheet, title ? title : "", token_email(s->token));
		free(title);
		return true;
	}
	if (r.outcome == SHEETS_REFUSED) {
		refused(f, s, spreadsheet, &r);
	} else if (r.outcome == SHEETS_THROTTLED) {
		found(f, VERDICT_WARNING, "Google's quota of this minute is used up; whether %s is shared was not told.", spreadsheet);
		found_mend(f, "once more in a minute");
	} else {
		found(f, r.stopped ? VERDICT_PROBLEM : VERDICT_WARNING, "No clear answer from Google about spreadsheet %s: %s.", spreadsheet, r.text);
		found_mend(f, "once more; if it stays so, see https://www.google.com/appsstatus");
	}
	return false;
}
