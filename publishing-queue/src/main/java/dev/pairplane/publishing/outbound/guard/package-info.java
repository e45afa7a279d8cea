/// Keeps alerts from being sent to addresses that are nobody's business: whoever may write a target
/// must not reach the network's inside through this service (server-side request forgery).
///
/// A host is judged twice. When a target is read, by how it is written: literal addresses are
/// checked, spellings that programs read differently are refused. And for every attempt: the name
/// is resolved once, every address it has is checked, and exactly a checked address is dialled, so
/// a name that answers differently the second time gains nothing.
@NullMarked
package dev.pairplane.publishing.outbound.guard;

import org.jspecify.annotations.NullMarked;
