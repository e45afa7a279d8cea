/// Rules about the whole service.
@NullMarked
package dev.pairplane.publishing;

import org.jspecify.annotations.NullMarked;
