// The baseline: a steady rate of alerts, a fifth critical, half warning, the rest info, each to every target.
//
//   BASE_URL    where publishing-queue answers (http://127.0.0.1:8082)
//   API_TOKEN   a token that may submit and look
//   RATE        submissions a second (500)
//   DURATION    for how long (5m)

import http from 'k6/http';
import { check, fail } from 'k6';
import { Counter, Rate, Trend } from 'k6/metrics';

const BASE_URL = (__ENV.BASE_URL || 'http://127.0.0.1:8082').replace(/\/$/, '');
const API = `${BASE_URL}/api/v1/publishing`;
const RATE = Number(__ENV.RATE || 500);
const DURATION = __ENV.DURATION || '5m';

const HEADERS = { 'Content-Type': 'application/json' };
if (__ENV.API_TOKEN) {
  HEADERS.Authorization = `Bearer ${__ENV.API_TOKEN}`;
}

// A target that is not there is an answer, and no failure.
http.setResponseCallback(http.expectedStatuses(200, 202, 404));

const submitDuration = new Trend('submit_duration', true);
const submitSuccess = new Rate('submit_success');
const queueSize = new Trend('queue_size');
const deadLetters = new Trend('dlq_size');
const jobs = new Counter('jobs_accepted');

export const options = {
  scenarios: {
    baseline: {
      executor: 'constant-arrival-rate',
      rate: RATE,
      timeUnit: '1s',
      duration: DURATION,
      preAllocatedVUs: 50,
      maxVUs: 200,
    },
  },
  thresholds: {
    http_req_duration: ['p(95)<100', 'p(99)<200'],
    http_req_failed: ['rate<0.01'],
    submit_duration: ['p(95)<50', 'p(99)<100'],
    submit_success: ['rate>0.99'],
    queue_size: ['avg<1000', 'max<5000'],
    dlq_size: ['avg<50', 'max<100'],
  },
  summaryTrendStats: ['avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'],
};

const SEVERITIES = [
  { until: 0.2, severity: 'critical', priority: 'high' },
  { until: 0.7, severity: 'warning', priority: 'medium' },
  { until: 1, severity: 'info', priority: 'low' },
];

function alert() {
  const chance = Math.random();
  const kind = SEVERITIES.find((candidate) => chance < candidate.until);
  const now = new Date();
  return {
    alert: {
      fingerprint: `${kind.priority}-${now.getTime()}-${Math.random().toString(36).slice(2, 10)}`,
      alert_name: 'LoadTest',
      status: 'firing',
      labels: {
        alertname: 'LoadTest',
        severity: kind.severity,
        priority: kind.priority,
        environment: 'loadtest',
      },
      annotations: { summary: 'a load test', description: 'x'.repeat(200) },
      starts_at: now.toISOString(),
    },
  };
}

function stats() {
  const answer = http.get(`${API}/queue/stats`, { headers: HEADERS, tags: { name: 'stats' } });
  return answer.status === 200 ? answer.json() : null;
}

export function setup() {
  const health = http.get(`${BASE_URL}/healthz`);
  if (health.status !== 200) {
    fail(`${BASE_URL}/healthz answers ${health.status}: start the service first ('make run')`);
  }
  const before = stats();
  if (before === null) {
    fail(`${API}/queue/stats does not answer 200: is API_TOKEN right?`);
  }
  // Dead letters of before are nobody's failure now.
  return { deadLetters: before.dlq_size || 0 };
}

export default function (before) {
  const answer = http.post(`${API}/submit`, JSON.stringify(alert()), {
    headers: HEADERS,
    tags: { name: 'submit' },
  });
  submitDuration.add(answer.timings.duration);
  const body = answer.status === 202 ? answer.json() : {};
  const accepted = check(answer, {
    'status is 202': (r) => r.status === 202,
    'success is true': () => body.success === true,
    'job_ids is not empty': () => Array.isArray(body.job_ids) && body.job_ids.length > 0,
  });
  submitSuccess.add(accepted);
  if (accepted) {
    jobs.add(body.job_ids.length);
  }
  if (__ITER % 10 === 9) {
    const now = stats();
    if (now !== null) {
      queueSize.add(now.total_size);
      // Not known while the database is away.
      if (now.dlq_size !== null) {
        deadLetters.add(now.dlq_size - before.deadLetters);
      }
    }
  }
}
