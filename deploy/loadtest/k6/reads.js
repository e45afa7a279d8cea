// Many who look: a hundred consoles ask for the queue's figures and for the targets, ten times a second each.
//
//   READERS     how many (100)
//   DURATION    for how long (5m)

import http from 'k6/http';
import { check, sleep } from 'k6';
import { API, HEADERS, SUMMARY, begin } from './lib/queue.js';

const PATHS = ['queue', 'queue/stats', 'targets', 'circuit-breakers', 'mode'];

export const options = {
  scenarios: {
    reads: {
      executor: 'constant-vus',
      vus: Number(__ENV.READERS || 100),
      duration: __ENV.DURATION || '5m',
    },
  },
  thresholds: {
    http_req_duration: ['p(95)<10'],
    http_req_failed: ['rate==0'],
    checks: ['rate==1'],
  },
  summaryTrendStats: SUMMARY,
};

export const setup = begin;

export default function () {
  const path = PATHS[__ITER % PATHS.length];
  const answer = http.get(`${API}/${path}`, { headers: HEADERS, tags: { name: path } });
  check(answer, { 'answers 200': (r) => r.status === 200 });
  sleep(0.1);
}
