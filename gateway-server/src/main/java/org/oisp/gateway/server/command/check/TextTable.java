package org.oisp.gateway.server.command.check;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text whose columns are as wide as their widest cell. Cells are printed as they are: picocli's table would take {@code @|bold x|@}
 * in the value of a setting for markup, and count wide characters and line breaks, and it has to be told the widths all the same.
 */
public final class TextTable {

    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;

    /**
     * Creates a table without rows.
     *
     * @param titles the titles of its columns
     */
    public TextTable(String... titles) {
        widths = new int[titles.length];
        add(titles);
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are titles; not null
     */
    public void add(String... cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells[i].length());
        }
        rows.add(cells.clone());
    }

    /**
     * Formats the table.
     *
     * @return its lines, the titles first
     */
    public List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(String... cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            line.append(cells[i])
                    .append(" ".repeat(widths[i] - cells[i].length()))
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
