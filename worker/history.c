#include "worker/history.h"

#include <stdbool.h>
#include <string.h>

static const struct {
	const char *name;
	bool total;
} series[HISTORY_SERIES] = {
	[HISTORY_ENTRIES] = {"entries", true},
	[HISTORY_TO_TABLE] = {"to_table", true},
	[HISTORY_TO_SHEET] = {"to_sheet", true},
	[HISTORY_APPLY_LAG] = {"apply_lag_ms", false},
	[HISTORY_PUBLISH_LAG] = {"publish_lag_ms", false},
	[HISTORY_READS] = {"reads", false},
	[HISTORY_WRITES] = {"writes", false},
};

static void push(struct history *h, const int64_t *values)
{
	memcpy(h->steps[h->next], values, sizeof h->steps[h->next]);
	h->next = (h->next + 1) % HISTORY_STEPS;
	h->count += h->count < HISTORY_STEPS;
}

static void push_gap(struct history *h)
{
	int64_t gap[HISTORY_SERIES];
	for (int i = 0; i < HISTORY_SERIES; i++)
		gap[i] = -1;
	push(h, gap);
}

/* Finishes what was gathered, and leaves gaps up to the step that is now. A clock that was set back begins anew. */
static void turn_to(struct history *h, uint64_t step)
{
	if (h->step && step > h->step) {
		push(h, h->gathered);
		for (uint64_t gaps = step - h->step - 1, i = 0; i < gaps && i < HISTORY_STEPS; i++)
			push_gap(h);
	} else if (h->step) {
		h->count = h->next = 0;
	}
	h->step = step;
	memset(h->gathered, 0, sizeof h->gathered);
}

void history_sample(struct history *h, uint64_t wall_ms, const struct history_sample *s)
{
	uint64_t step = wall_ms / 1000 / HISTORY_STEP_S;
	bool first = !h->step;
	if (step != h->step)
		turn_to(h, step);
	for (int i = 0; i < HISTORY_SERIES; i++) {
		int64_t value = s->values[i];
		if (!series[i].total)
			h->gathered[i] = value > h->gathered[i] ? value : h->gathered[i];
		else if (!first && value > h->totals[i]) /* it falls when a link goes */
			h->gathered[i] += value - h->totals[i];
		h->totals[i] = value;
	}
}

static void add_series(const struct history *h, int i, struct buf *out)
{
	size_t oldest = (h->next + HISTORY_STEPS - h->count) % HISTORY_STEPS;
	buf_addf(out, ",\"%s\":[", series[i].name);
	for (size_t n = 0; n < h->count; n++) {
		int64_t value = h->steps[(oldest + n) % HISTORY_STEPS][i];
		if (value < 0)
			buf_addf(out, "%snull", n ? "," : "");
		else
			buf_addf(out, "%s%lld", n ? "," : "", (long long)value);
	}
	buf_addc(out, ']');
}

void history_json(const struct history *h, struct buf *out)
{
	buf_addf(out, "{\"step\":%d,\"until\":%llu", HISTORY_STEP_S, (unsigned long long)(h->step * HISTORY_STEP_S));
	for (int i = 0; i < HISTORY_SERIES; i++)
		add_series(h, i, out);
	buf_addc(out, '}');
}
