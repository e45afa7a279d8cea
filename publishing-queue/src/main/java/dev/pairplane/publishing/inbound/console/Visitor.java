package dev.pairplane.publishing.inbound.console;

import dev.pairplane.observability.http.BearerTokens;
import dev.pairplane.observability.http.BearerTokens.Token;
import io.quarkus.qute.TemplateData;

/// Who looks at the console.
///
/// @param name the token's; empty for the anonymous
/// @param role the token's; empty for the anonymous, who may do everything
/// @param operator whether dead letters may be read and sent again
/// @param formToken for the forms of this visitor's pages
@TemplateData
public record Visitor(String name, String role, boolean operator, String formToken) {

    static Visitor of(Token token, String formToken) {
        return new Visitor(token.name(), token.role(), token.may(BearerTokens.OPERATOR), formToken);
    }

    static Visitor anonymous(String formToken) {
        return new Visitor("", "", true, formToken);
    }

    /// Whether this visitor signed in, and can sign out.
    public boolean signedIn() {
        return !role.isEmpty();
    }
}
