package dev.pairplane.publishing.inbound.console;

import io.quarkus.qute.TemplateData;

/// What the page to sign in shows.
///
/// @param formToken of its form
/// @param next where to go then
/// @param error why the last try failed; empty before
@TemplateData
public record SignInView(String formToken, String next, String error) {}
