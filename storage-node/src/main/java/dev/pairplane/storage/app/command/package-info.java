/// The small client in the node's own executable, such as `storage-node get TENANT KEY`, and the
/// commands about a data directory that no node uses, such as `storage-node inspect DIRECTORY`.
///
/// So that nobody needs another tool to try a node. It is an entry of the executable beside the
/// server's, and starts nothing of the server's; that is why it is wiring (`app`) and not one of
/// the server's faces (`inbound`). A command flows: [NodeCommands] declares options and checks
/// them, [NodeClient] makes one call, [Report] says what came of it, as text or as JSON. Those
/// about a directory are carried out by [OfflineCommands], through `core.offline`.
///
/// Exit codes: 0 done · 1 the node answered no (key not found, request or state refused) · 2 wrong
/// usage · 3 no answer (unreachable, timed out). Everything but the answer goes to standard error,
/// as one line.
@NullMarked
package dev.pairplane.storage.app.command;

import org.jspecify.annotations.NullMarked;
