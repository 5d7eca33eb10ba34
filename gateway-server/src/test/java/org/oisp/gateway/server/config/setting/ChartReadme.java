package org.oisp.gateway.server.config.setting;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of values in the chart's README, made of the comments in {@code values.yaml}. */
final class ChartReadme {

    private static final Pattern COMMENT = Pattern.compile("( *)# ?(.*)");
    private static final Pattern KEY = Pattern.compile("( *)([A-Za-z_]+):(.*)");
    private static final int INDENT = 2;

    private final List<String> rows = new ArrayList<>(List.of("| value | default | what |", "|---|---|---|"));
    private final List<String> path = new ArrayList<>();
    private final List<String> comment = new ArrayList<>();

    private ChartReadme() {}

    /**
     * Returns the table.
     *
     * @param values the lines of {@code values.yaml}
     * @return its lines: a row for each value that has a default or a comment, but none for the single settings
     */
    static List<String> table(List<String> values) {
        ChartReadme readme = new ChartReadme();
        values.forEach(readme::read);
        return readme.rows;
    }

    private void read(String line) {
        Matcher remark = COMMENT.matcher(line);
        Matcher key = KEY.matcher(line);
        if (remark.matches()) {
            comment.add(remark.group(2));
        } else if (key.matches()) {
            path.subList(key.group(1).length() / INDENT, path.size()).clear();
            path.add(key.group(2));
            boolean single = path.get(0).equals("settings") && path.size() > 1;
            if (!single) {
                row(key.group(3).strip(), String.join(" ", comment));
            }
            comment.clear();
        } else {
            // An empty line ends a remark about the file as a whole; an element of a list is part of a default.
            comment.clear();
        }
    }

    private void row(String value, String what) {
        if (!value.isEmpty() || !what.isEmpty()) {
            rows.add("| `%s` | %s | %s |"
                    .formatted(
                            String.join(".", path),
                            value.isEmpty() ? "" : "`" + value + "`",
                            what.replace("|", "\\|")));
        }
    }
}
