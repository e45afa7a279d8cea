// The baseline: a steady rate of alerts, a fifth critical, half warning, the rest info, each to every target.
//
//   RATE        submissions a second (500)
//   DURATION    for how long (5m)

import { SUMMARY, begin, steady, submit } from './lib/queue.js';

export const options = {
  scenarios: { baseline: steady(Number(__ENV.RATE || 500), __ENV.DURATION || '5m') },
  thresholds: {
    http_req_duration: ['p(95)<100', 'p(99)<200'],
    http_req_failed: ['rate<0.01'],
    submit_duration: ['p(95)<50', 'p(99)<100'],
    submit_success: ['rate>0.99'],
    queue_size: ['avg<1000', 'max<5000'],
    dlq_size: ['avg<50', 'max<100'],
  },
  summaryTrendStats: SUMMARY,
};

export const setup = begin;

export default function (before) {
  submit(before);
}
