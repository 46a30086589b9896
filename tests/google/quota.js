/** Google's quotas: reads and writes per minute, per user and per project, refilled at each full minute of the clock. */
import { ApiError, errorInfo } from './api/errors.js';

export const DEFAULT_LIMITS = { reads_per_user: 60, writes_per_user: 60, reads_per_project: 300, writes_per_project: 300 };
export const PROJECT_NUMBER = '481516234200';

const NAMES = {
  read: { metric: 'Read requests', metricId: 'sheets.googleapis.com/read_requests', limit: 'ReadRequestsPerMinute' },
  write: { metric: 'Write requests', metricId: 'sheets.googleapis.com/write_requests', limit: 'WriteRequestsPerMinute' },
};

export class Quota {
  constructor({ clock, limits = {} }) {
    this.clock = clock;
    this.limits = { ...DEFAULT_LIMITS, ...limits };
    this.minute = undefined;
    this.used = new Map();
  }

  /** Counts one call of `access` ('read' | 'write') by `user`; throws 429 when that is too many. */
  take(access, user) {
    const minute = Math.floor(this.clock.now() / 60000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.used.clear();
    }
    const keys = [[`${access}:user:${user}`, this.limits[`${access}s_per_user`], true], [`${access}:project`, this.limits[`${access}s_per_project`], false]];
    const full = keys.find(([key, limit]) => (this.used.get(key) ?? 0) >= limit);
    if (full) throw quotaError(access, full[2], full[1]);
    for (const [key] of keys) this.used.set(key, (this.used.get(key) ?? 0) + 1);
  }
}

export function quotaError(access, perUser, value) {
  const { metric, metricId, limit } = NAMES[access];
  const words = `${metric} per minute${perUser ? ' per user' : ''}`;
  return new ApiError(
    429,
    `Quota exceeded for quota metric '${metric}' and limit '${words}' of service 'sheets.googleapis.com' for consumer 'project_number:${PROJECT_NUMBER}'.`,
    [
      errorInfo('RATE_LIMIT_EXCEEDED', {
        quota_metric: metricId, service: 'sheets.googleapis.com', consumer: `projects/${PROJECT_NUMBER}`,
        quota_limit: `${limit}${perUser ? 'PerUser' : 'PerProject'}`, quota_limit_value: String(value),
        quota_unit: perUser ? '1/min/{project}/{user}' : '1/min/{project}', quota_location: 'global',
      }),
      { '@type': 'type.googleapis.com/google.rpc.Help', links: [{ description: 'Request a higher quota limit.', url: 'https://cloud.google.com/docs/quotas/help/request_increase' }] },
    ],
  );
}
