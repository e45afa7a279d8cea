/// The storage node.
@org.jspecify.annotations.NullMarked
package dev.pairplane.storage;
