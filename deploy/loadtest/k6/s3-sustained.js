// The baseline for an hour: what is asked of its last fifth is what is asked of its first.
//
//   RATE        submissions a second (500)
//   DURATION    for how long (1h)

import exec from 'k6/execution';
import { SUMMARY, begin, steady, submit } from './lib/queue.js';

const PARTS = ['first', 'second', 'third', 'fourth', 'last'];

export const options = {
  scenarios: { sustained: steady(Number(__ENV.RATE || 500), __ENV.DURATION || '1h') },
  thresholds: {
    http_req_failed: ['rate<0.01'],
    submit_success: ['rate>0.99'],
    'submit_duration{fifth:first}': ['p(95)<50', 'p(99)<100'],
    'submit_duration{fifth:last}': ['p(95)<50', 'p(99)<100'],
    queue_size: ['avg<1000', 'max<5000'],
    dlq_size: ['max<100'],
  },
  summaryTrendStats: SUMMARY,
};

export const setup = begin;

export default function (before) {
  submit(before, { fifth: PARTS[Math.min(4, Math.floor(exec.scenario.progress * 5))] });
}
