/// JSON as callers send it and as they get it: read strictly, with every fault named by its path,
/// and written in one canonical form. Numbers keep the text that they were written with. Nothing
/// here knows what the documents are about. No threads, no state.
@NullMarked
package dev.pairplane.publishing.inbound.json;

import org.jspecify.annotations.NullMarked;
