package org.oisp.gateway.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import org.oisp.gateway.server.config.kind.TimeText;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time that may be longer than a day: {@code 90s}, {@code 1h}, {@code 7d}. */
final class DaysConverter implements ITypeConverter<Duration> {

    private static final Pattern DAYS = Pattern.compile("([1-9][0-9]{0,3})d");

    @Override
    public Duration convert(String text) {
        if (DAYS.matcher(text).matches()) {
            return Duration.ofDays(Integer.parseInt(text.substring(0, text.length() - 1)));
        }
        Duration time = TimeText.parse(text);
        if (time == null) {
            throw new TypeConversionException("'" + text + "' is not a time such as 90s, 1h or 7d");
        }
        return time;
    }
}
