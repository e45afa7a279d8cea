/// What only the packaged program can show: it is started and killed here as a process, over a
/// PostgreSQL that is killed too, while alerts come in and a receiver in the test's own JVM takes
/// what goes out.
@NullMarked
package dev.pairplane.publishing.it;

import org.jspecify.annotations.NullMarked;
