/// What the services share.
@org.jspecify.annotations.NullMarked
package dev.pairplane.observability;
