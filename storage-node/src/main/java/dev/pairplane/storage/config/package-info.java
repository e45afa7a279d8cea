/// The node's configuration keys, one interface a section, under the names of PairDB's sample file.
///
/// Each method is a documented key: `docs/reference/config.md` is generated from here. Values come
/// from the environment, the YAML file at `CONFIG_PATH`, and these defaults, in that order; all are
/// checked together before anything starts.
@NullMarked
package dev.pairplane.storage.config;

import org.jspecify.annotations.NullMarked;
