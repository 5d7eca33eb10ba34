package org.oisp.gateway.server.config.kind;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text.
 *
 * @param form a regular expression for the whole text
 * @param wrong what is wrong with a text that has another form; never needed for any text
 * @param allowed which texts are allowed
 */
public record TextKind(Pattern form, String wrong, String allowed) implements SettingKind<String> {

    private static final TextKind ANY = new TextKind(Pattern.compile("(?s).*"), "", "text");

    /**
     * Returns any text.
     *
     * @return the kind
     */
    public static TextKind text() {
        return ANY;
    }

    /**
     * Returns a text of some form.
     *
     * @param form a regular expression for the whole text
     * @param allowed the form in words, such as {@code 1 to 32 letters}
     * @return the kind
     */
    public static TextKind text(String form, String allowed) {
        return new TextKind(Pattern.compile(form), "is not of " + allowed, allowed);
    }

    @Override
    public @Nullable String parse(String text) {
        return form.matcher(text).matches() ? text : null;
    }

    @Override
    public String wrong(String text) {
        return wrong;
    }
}
