package dev.pairplane.publishing.inbound.console;

import dev.pairplane.observability.console.Console;
import dev.pairplane.observability.console.Console.Reply;
import io.quarkus.qute.Engine;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateInstance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The templates, all of which are there from the start.
final class Pages {
    static final String OVERVIEW = "overview";
    static final String TARGETS = "targets";
    static final String JOBS = "jobs";
    static final String JOB = "job";
    static final String LETTERS = "letters";
    static final String LETTER = "letter";
    static final String SIGN_IN = "sign-in";

    private static final String MESSAGE = "message";
    private static final String FOLDER = "publishing-queue/";
    private static final String[] ALL = {
        OVERVIEW, TARGETS, JOBS, JOB, LETTERS, LETTER, SIGN_IN, MESSAGE
    };

    private final Console.Frame frame;
    private final Map<String, Template> templates = new HashMap<>();

    /// @throws IllegalStateException when a template is not in the program
    Pages(Engine engine, Console.Frame frame) {
        this.frame = frame;
        for (String name : ALL) {
            Template template = engine.getTemplate(FOLDER + name);
            if (template == null) {
                throw new IllegalStateException(
                        "the template " + FOLDER + name + " is not in the program; build it again");
            }
            templates.put(name, template);
        }
    }

    private Template template(String name) {
        Template template = templates.get(name);
        if (template == null) {
            throw new IllegalArgumentException("there is no template " + name);
        }
        return template;
    }

    /// A whole page.
    TemplateInstance whole(String name, Visitor visitor, Object view) {
        return template(name).data("frame", frame).data("visitor", visitor).data("view", view);
    }

    /// The part of a page that is kept fresh.
    TemplateInstance part(String name, Visitor visitor, Object view) {
        return template(name)
                .getFragment("figures")
                .data("visitor", visitor)
                .data("view", view)
                .data("fresh", true);
    }

    /// A page for somebody who is not known yet.
    TemplateInstance stranger(String name, Object view) {
        return template(name).data("frame", frame).data("view", view);
    }

    /// A page that only says something.
    Reply message(int status, Optional<Visitor> visitor, String title, String text) {
        MessageView view = new MessageView(title, text);
        return new Reply.Shown(
                status,
                visitor.map(known -> whole(MESSAGE, known, view))
                        .orElseGet(() -> stranger(MESSAGE, view)));
    }
}
