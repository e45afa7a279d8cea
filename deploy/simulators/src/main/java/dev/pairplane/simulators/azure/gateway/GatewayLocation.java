package dev.pairplane.simulators.azure.gateway;

import java.util.List;
import java.util.SortedMap;

/// A location of a gateway and its addresses, all in their canonical spelling.
///
/// @param addresses the names of the services that each address refers to, in the order of the
///   request that wrote them
public record GatewayLocation(String location, SortedMap<String, List<String>> addresses) {}
