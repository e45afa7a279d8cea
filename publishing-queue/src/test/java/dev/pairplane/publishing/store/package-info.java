/// The store's twin in memory, for simulations, and the cases that both it and PostgreSQL have to
/// pass.
@NullMarked
package dev.pairplane.publishing.store;

import org.jspecify.annotations.NullMarked;
