// A spike: twice the baseline for a while. Nothing is dropped, and soon afterwards nothing waits.
//
//   RATE        submissions a second (1000)
//   DURATION    for how long (2m)

import { sleep } from 'k6';
import { Trend } from 'k6/metrics';
import { SUMMARY, begin, stats, steady, submit } from './lib/queue.js';

const DURATION = __ENV.DURATION || '2m';
const PATIENCE_SECONDS = 60;

const recovery = new Trend('recovery_seconds');

export const options = {
  scenarios: {
    spike: steady(Number(__ENV.RATE || 1000), DURATION, { gracefulStop: '0s' }),
    recovery: {
      executor: 'per-vu-iterations',
      vus: 1,
      iterations: 1,
      startTime: DURATION,
      maxDuration: `${PATIENCE_SECONDS + 30}s`,
      exec: 'recover',
    },
  },
  thresholds: {
    submit_success: ['rate>0.95'],
    queue_size: ['max<5000'],
    dlq_size: ['max<1'],
    recovery_seconds: ['max<30'],
  },
  summaryTrendStats: SUMMARY,
};

export const setup = begin;

export default function (before) {
  submit(before);
}

// Until nothing waits any more.
export function recover() {
  const began = Date.now();
  let seconds = 0;
  for (; seconds < PATIENCE_SECONDS; seconds = (Date.now() - began) / 1000) {
    const now = stats();
    if (now !== null && now.total_size === 0) {
      break;
    }
    sleep(0.1);
  }
  recovery.add(seconds);
}
