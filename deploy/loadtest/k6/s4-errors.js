// Half of the targets fail: one answers 503, and its breaker opens; one answers 400, and each alert to it becomes a dead
// letter. What goes to the others is as fast as ever.
//
//   RATE          submissions a second (300)
//   DURATION      for how long (5m)
//   RECEIVER_URL  the receiver of 'make run' (http://127.0.0.1:8092), which is told how to answer
//   UNAVAILABLE   the target that answers 503 (tickets)
//   REFUSING      the target that answers 400 (mirror)
//   HEALTHY       one of the others (pages)

import http from 'k6/http';
import { fail, sleep } from 'k6';
import { Counter, Rate, Trend } from 'k6/metrics';
import { API, HEADERS, SUMMARY, alert, begin, stats, steady, submit } from './lib/queue.js';

const RECEIVER = (__ENV.RECEIVER_URL || 'http://127.0.0.1:8092').replace(/\/$/, '');
const UNAVAILABLE = __ENV.UNAVAILABLE || 'tickets';
const REFUSING = __ENV.REFUSING || 'mirror';
const HEALTHY = __ENV.HEALTHY || 'pages';
const DURATION = __ENV.DURATION || '5m';

const breakerOpened = new Counter('breaker_seen_open');
const newDeadLetters = new Counter('dead_letters_seen');
const delivered = new Rate('healthy_delivered');
const deliveryTime = new Trend('healthy_delivery', true);

export const options = {
  scenarios: {
    errors: steady(Number(__ENV.RATE || 300), DURATION),
    healthy: {
      executor: 'constant-arrival-rate',
      rate: 1,
      timeUnit: '1s',
      duration: DURATION,
      preAllocatedVUs: 5,
      exec: 'healthy',
    },
  },
  thresholds: {
    http_req_duration: ['p(95)<100', 'p(99)<200'],
    submit_success: ['rate>0.99'],
    breaker_seen_open: ['count>0'],
    dead_letters_seen: ['count>0'],
    healthy_delivered: ['rate>0.99'],
    healthy_delivery: ['p(95)<1000'],
  },
  summaryTrendStats: SUMMARY,
};

function behave(target, status) {
  const answer = http.put(`${RECEIVER}/targets/${target}/behaviour`, JSON.stringify({ status }));
  if (answer.status !== 200) {
    fail(`${RECEIVER} answers ${answer.status}: RECEIVER_URL has to be the receiver of 'make run'`);
  }
}

export function setup() {
  behave(UNAVAILABLE, 503);
  behave(REFUSING, 400);
  return begin();
}

export function teardown() {
  behave(UNAVAILABLE, 200);
  behave(REFUSING, 200);
}

export default function (before) {
  submit(before);
}

// One alert a second to a target that is well, followed to its end; and a look at those that are not.
export function healthy(before) {
  const began = Date.now();
  const answer = http.post(
    `${API}/submit`,
    JSON.stringify(Object.assign(alert(), { target_name: HEALTHY })),
    { headers: HEADERS, tags: { name: 'submit' } },
  );
  const id = answer.status === 202 ? answer.json().job_ids[0] : null;
  let state = null;
  while (id !== null && state !== 'succeeded' && Date.now() - began < 10000) {
    const job = http.get(`${API}/jobs/${id}`, { headers: HEADERS, tags: { name: 'job' } });
    state = job.status === 200 ? job.json().state : null;
    if (state !== 'succeeded') {
      sleep(0.02);
    }
  }
  delivered.add(state === 'succeeded');
  deliveryTime.add(Date.now() - began);

  const now = stats();
  if (now !== null) {
    breakerOpened.add(now.circuit_breakers[UNAVAILABLE] === 'open' ? 1 : 0);
    newDeadLetters.add(now.dlq_size !== null && now.dlq_size > before.deadLetters ? 1 : 0);
  }
}
