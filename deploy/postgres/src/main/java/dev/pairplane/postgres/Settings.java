package dev.pairplane.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How the server is set up: small, for one machine, and as durable as anywhere (fsync stays on).
final class Settings {

    private static final Map<String, String> FIXED =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("listen_addresses", "127.0.0.1"),
                            // The path of a socket file would have to be short.
                            Map.entry("unix_socket_directories", ""),
                            Map.entry("shared_buffers", "32MB"),
                            Map.entry("huge_pages", "off"),
                            // The queue's pool and its two connections of its own, twice over,
                            // beside a psql or two.
                            Map.entry("max_connections", "40"),
                            // Reads by the backends themselves: no worker processes.
                            Map.entry("io_method", "sync"),
                            Map.entry("max_worker_processes", "2"),
                            Map.entry("max_logical_replication_workers", "0"),
                            Map.entry("max_parallel_workers", "0"),
                            Map.entry("autovacuum_max_workers", "1"),
                            // Nothing is replicated from here.
                            Map.entry("wal_level", "minimal"),
                            Map.entry("max_wal_senders", "0"),
                            Map.entry("min_wal_size", "32MB"),
                            Map.entry("max_wal_size", "256MB"),
                            Map.entry("jit", "off"),
                            Map.entry("timezone", "UTC"),
                            Map.entry("log_timezone", "UTC"),
                            Map.entry("log_checkpoints", "off"),
                            Map.entry("log_destination", "stderr")));

    private Settings() {}

    /// Options of `postgres`.
    static List<String> arguments(int port) {
        List<String> arguments = new ArrayList<>(List.of("-p", Integer.toString(port)));
        FIXED.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        return arguments;
    }
}
