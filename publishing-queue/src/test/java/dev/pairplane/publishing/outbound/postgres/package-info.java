/// The store on a real PostgreSQL: the conformance suite, and what only a database can do wrong.
@NullMarked
package dev.pairplane.publishing.outbound.postgres;

import org.jspecify.annotations.NullMarked;
