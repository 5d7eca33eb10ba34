package org.oisp.gateway.server.config.kind;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One of some words, in any case.
 *
 * @param <E> the choices
 * @param choices the choices; each is written as its name in lower case, with hyphens
 */
public record ChoiceKind<E extends Enum<E>>(Class<E> choices) implements SettingKind<E> {

    /**
     * Returns a choice.
     *
     * @param <E> the choices
     * @param choices the choices
     * @return the kind
     */
    public static <E extends Enum<E>> ChoiceKind<E> oneOf(Class<E> choices) {
        return new ChoiceKind<>(choices);
    }

    @Override
    public @Nullable E parse(String text) {
        int which = words().indexOf(text.toLowerCase(Locale.ROOT));
        return which < 0 ? null : choices.getEnumConstants()[which];
    }

    @Override
    public String wrong(String text) {
        List<String> words = words();
        return words.size() == 2
                ? "is neither " + String.join(" nor ", words)
                : "is not one of " + String.join(", ", words);
    }

    @Override
    public String allowed() {
        List<String> words = words();
        int last = words.size() - 1;
        return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    private List<String> words() {
        return Arrays.stream(choices.getEnumConstants())
                .map(choice -> choice.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }
}
