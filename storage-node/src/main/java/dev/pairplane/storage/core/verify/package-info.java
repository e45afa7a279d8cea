/// Whether files still hold what was written into them.
///
/// A table is compared with the digest that the manifest has had of it since it was written: that
/// sees every bit, also those that no read would ever ask for. Only where it differs are its blocks
/// looked at, to say where.
@NullMarked
package dev.pairplane.storage.core.verify;

import org.jspecify.annotations.NullMarked;
