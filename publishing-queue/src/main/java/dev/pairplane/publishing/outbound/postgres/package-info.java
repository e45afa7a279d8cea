/// The store in PostgreSQL: journal, replicas, dead letters, jobs, and what keeps its tables small.
///
/// Hot paths ([PostgresJournal]) are one statement with arrays and one commit for a whole group,
/// over the reactive client; statements that read are Hibernate's ([PostgresDeadLetters],
/// [PostgresJobs]). Whatever has to look and then act is one statement, if need be a function of
/// the migration: a replica that freezes between two statements would hold their locks.
///
/// Time is the database's. Failures are told apart by one rule ([Calls]): an error that the
/// database answered with means that nothing was done, a lost answer means that nobody knows.
///
/// Tables: `docs/formats/publishing-journal.md`.
@NullMarked
package dev.pairplane.publishing.outbound.postgres;

import org.jspecify.annotations.NullMarked;
