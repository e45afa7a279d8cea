// What the scripts share: alerts, submissions, and a look at the queue.
//
//   BASE_URL    where publishing-queue answers (http://127.0.0.1:8082)
//   API_TOKEN   a token that may submit and look

import http from 'k6/http';
import { check, fail } from 'k6';
import { Counter, Rate, Trend } from 'k6/metrics';

const BASE_URL = (__ENV.BASE_URL || 'http://127.0.0.1:8082').replace(/\/$/, '');
export const API = `${BASE_URL}/api/v1/publishing`;

export const HEADERS = { 'Content-Type': 'application/json' };
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

export const SUMMARY = ['avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'];

// A steady rate of submissions, whatever the answers take.
export function steady(rate, duration, more) {
  return Object.assign(
    {
      executor: 'constant-arrival-rate',
      rate,
      timeUnit: '1s',
      duration,
      preAllocatedVUs: 50,
      maxVUs: Math.max(200, Math.ceil((rate * 2) / 5)),
    },
    more,
  );
}

const SEVERITIES = [
  { until: 0.2, severity: 'critical', priority: 'high' },
  { until: 0.7, severity: 'warning', priority: 'medium' },
  { until: 1, severity: 'info', priority: 'low' },
];

export function alert() {
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

// The queue's figures, or null.
export function stats() {
  const answer = http.get(`${API}/queue/stats`, { headers: HEADERS, tags: { name: 'stats' } });
  return answer.status === 200 ? answer.json() : null;
}

// For setup(): the service is there and takes the token. Dead letters of before are nobody's failure now.
export function begin() {
  const health = http.get(`${BASE_URL}/healthz`);
  if (health.status !== 200) {
    fail(`${BASE_URL}/healthz answers ${health.status}: start the service first ('make run')`);
  }
  const before = stats();
  if (before === null) {
    fail(`${API}/queue/stats does not answer 200: is API_TOKEN right?`);
  }
  return { deadLetters: before.dlq_size || 0 };
}

// Submits an alert to every target, and looks at the queue every tenth time.
export function submit(before, tags) {
  const answer = http.post(`${API}/submit`, JSON.stringify(alert()), {
    headers: HEADERS,
    tags: { name: 'submit' },
  });
  submitDuration.add(answer.timings.duration, tags);
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
