package dev.pairplane.simulators.azure;

import dev.pairplane.simulators.azure.refusal.Refusal;

/// The reference page of refusals.
final class RefusalPage {

    private RefusalPage() {}

    static String text() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # What the simulated Azure refuses

                        Generated from the enum `Refusal`; do not edit.

                        A refused request changes nothing, whatever else is in it. The answer is
                        `{"error": {"code", "message", "details"}}`. A code in parentheses stands in for one that Azure
                        does not publish; status and rule are what matters there.

                        | code | status | what has to hold | name here |
                        |---|---|---|---|
                        """);
        for (Refusal refusal : Refusal.values()) {
            String code = "`" + refusal.code() + "`";
            page.append("| ")
                    .append(refusal.published() ? code : "(" + code + ")")
                    .append(" | ")
                    .append(refusal.status())
                    .append(" | ")
                    .append(refusal.rule())
                    .append(" | `")
                    .append(refusal)
                    .append("` |\n");
        }
        return page.toString();
    }
}
