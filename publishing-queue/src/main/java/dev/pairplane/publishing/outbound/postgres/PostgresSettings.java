package dev.pairplane.publishing.outbound.postgres;

import java.time.Duration;

/// The store's limits.
///
/// @param poolSize connections at once, besides the lock's own
/// @param connectTimeout until a connection is there, or a free one is
/// @param statementTimeout how long the database works on a statement
/// @param lockTimeout how long it waits for a lock
/// @param idleInTransaction how long it leaves a transaction open in which nothing happens
/// @param callTimeout until a call without an answer is given up; longer than a statement may take
/// @param lockFreeAfter a replica whose lock is free is dead after so long without a heartbeat
/// @param silentAfter one whose lock is held, after so long
/// @param startGrace nobody is dead for so long after the database's start
/// @param keysBind how long an idempotency key binds
/// @param historyRetention how long submissions, attempts and delivered jobs are kept
/// @param deadLetterRetention how long dead letters are kept
/// @param partitionsAhead for how many hours ahead there are partitions
public record PostgresSettings(
        int poolSize,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration lockTimeout,
        Duration idleInTransaction,
        Duration callTimeout,
        Duration lockFreeAfter,
        Duration silentAfter,
        Duration startGrace,
        Duration keysBind,
        Duration historyRetention,
        Duration deadLetterRetention,
        int partitionsAhead) {

    /// What the specification says.
    public static final PostgresSettings DEFAULTS =
            new PostgresSettings(
                    10,
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(7),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(10),
                    Duration.ofHours(24),
                    Duration.ofHours(24),
                    Duration.ofDays(30),
                    24);

    public PostgresSettings {
        if (poolSize < 2) {
            throw new IllegalArgumentException("a pool has 2 connections or more, not " + poolSize);
        }
        if (callTimeout.compareTo(statementTimeout) <= 0) {
            throw new IllegalArgumentException(
                    "a call takes longer than a statement, not " + callTimeout);
        }
        if (partitionsAhead < 1 || partitionsAhead > 168) {
            throw new IllegalArgumentException(
                    "partitions are made for 1 to 168 hours, not " + partitionsAhead);
        }
    }

    /// With other connections and time-outs.
    public PostgresSettings connections(
            int poolSize, Duration connectTimeout, Duration statementTimeout) {
        return new PostgresSettings(
                poolSize,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                idleInTransaction,
                statementTimeout.plusSeconds(2),
                lockFreeAfter,
                silentAfter,
                startGrace,
                keysBind,
                historyRetention,
                deadLetterRetention,
                partitionsAhead);
    }

    /// With other retentions.
    public PostgresSettings keeping(Duration history, Duration deadLetters) {
        return new PostgresSettings(
                poolSize,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                idleInTransaction,
                callTimeout,
                lockFreeAfter,
                silentAfter,
                startGrace,
                keysBind,
                history,
                deadLetters,
                partitionsAhead);
    }

    /// With another grace after the database's start.
    public PostgresSettings grace(Duration afterStart) {
        return new PostgresSettings(
                poolSize,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                idleInTransaction,
                callTimeout,
                lockFreeAfter,
                silentAfter,
                afterStart,
                keysBind,
                historyRetention,
                deadLetterRetention,
                partitionsAhead);
    }
}
