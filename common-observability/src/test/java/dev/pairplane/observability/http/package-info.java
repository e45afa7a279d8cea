/// Tests of the package of the same name.
@NullMarked
package dev.pairplane.observability.http;

import org.jspecify.annotations.NullMarked;
