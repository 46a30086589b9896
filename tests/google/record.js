/** What was asked of the stand-in so far: API calls, token requests and events sent by the script. */

const MOST = 2000;

export class Record {
  constructor() {
    this.reset();
  }

  reset() {
    Object.assign(this, { methods: {}, calls: [], events: [], eventCount: 0, eventBytes: 0, reads: 0, writes: 0 });
  }

  /** {time, method, access, status (0: no answer), bytes_in, bytes_out, ms, fault?} */
  call({ access, ...call }) {
    if (access === 'read') this.reads++;
    if (access === 'write') this.writes++;
    const sums = this.methods[call.method] ??= { count: 0, bytes_in: 0, bytes_out: 0, statuses: {} };
    sums.count++;
    sums.bytes_in += call.bytes_in;
    sums.bytes_out += call.bytes_out;
    sums.statuses[call.status] = (sums.statuses[call.status] ?? 0) + 1;
    keep(this.calls, call);
  }

  /** {time, method, url, status (0: not sent or no answer), bytes_out, body (unless it is large)} */
  event(event) {
    this.eventCount++;
    this.eventBytes += event.bytes_out;
    keep(this.events, event);
  }

  summary({ last = 100 } = {}) {
    return {
      reads: this.reads, writes: this.writes, by_method: this.methods, calls: last > 0 ? this.calls.slice(-last) : [],
      events: { count: this.eventCount, bytes: this.eventBytes, list: last > 0 ? this.events.slice(-last) : [] },
    };
  }
}

function keep(list, entry) {
  list.push(entry);
  if (list.length > MOST) list.splice(0, MOST / 2);
}
